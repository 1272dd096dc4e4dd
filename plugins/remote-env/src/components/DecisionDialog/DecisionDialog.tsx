import { TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import type { Decision, Environment } from '../../apis';
import { useAction } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog } from '../../ui';

const MAX_REASON = 1000;

interface DecisionDialogProps {
  environment: Environment;
  /** What is about to be decided; closed without one. */
  verdict: Exclude<Decision['verdict'], 'approved'> | undefined;
  onClose(): void;
}

/** What is said of each, and whether it needs a reason. */
const TEXTS = {
  rejected: {
    title: 'environment.rejectTitle',
    description: 'environment.rejectDescription',
    confirm: 'environment.reject',
    done: 'environment.rejected',
    needsReason: true,
  },
  suspended: {
    title: 'environment.suspendTitle',
    description: 'environment.suspendDescription',
    confirm: 'environment.suspend',
    done: 'environment.suspended',
    needsReason: false,
  },
  retired: {
    title: 'environment.retireTitle',
    description: 'environment.retireDescription',
    confirm: 'environment.retire',
    done: 'environment.retired',
    needsReason: true,
  },
} as const;

/** Asks for the reason before a request is rejected or a connection suspended or retired. */
export function DecisionDialog(props: DecisionDialogProps) {
  const { environment, verdict, onClose } = props;
  const { t } = useText();
  const [reason, setReason] = useState('');
  const { name } = environment;
  const texts = TEXTS[verdict ?? 'suspended'];
  const decide = useAction(
    (api, decision: Decision) => api.decideEnvironment(name, decision),
    {
      done: () => t(texts.done, { name }),
      onDone: () => {
        setReason('');
        onClose();
      },
    },
  );
  const close = () => {
    setReason('');
    decide.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={verdict !== undefined}
      destructive
      title={t(texts.title, { name })}
      confirmLabel={t(texts.confirm)}
      isPending={decide.isPending}
      isIncomplete={texts.needsReason && !reason.trim()}
      error={decide.error}
      onConfirm={() =>
        verdict &&
        decide.mutate({
          verdict,
          ...(reason.trim() && { reason: reason.trim() }),
        })
      }
      onClose={close}
    >
      <p>{t(texts.description)}</p>
      <TextAreaField
        label={
          texts.needsReason ? t('common.reason') : t('common.reasonOptional')
        }
        isRequired={texts.needsReason}
        rows={3}
        maxLength={MAX_REASON}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}
