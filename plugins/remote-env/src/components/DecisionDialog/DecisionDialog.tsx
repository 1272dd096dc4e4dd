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

/** Asks for the reason before a request is rejected or a connection suspended. */
export function DecisionDialog(props: DecisionDialogProps) {
  const { environment, verdict, onClose } = props;
  const { t } = useText();
  const [reason, setReason] = useState('');
  const { name } = environment;
  const decide = useAction(
    (api, decision: Decision) => api.decideEnvironment(name, decision),
    {
      done: () =>
        verdict === 'rejected'
          ? t('environment.rejected', { name })
          : t('environment.suspended', { name }),
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
  const rejecting = verdict === 'rejected';
  return (
    <ConfirmDialog
      isOpen={verdict !== undefined}
      destructive
      title={
        rejecting
          ? t('environment.rejectTitle', { name })
          : t('environment.suspendTitle', { name })
      }
      confirmLabel={
        rejecting ? t('environment.reject') : t('environment.suspend')
      }
      isPending={decide.isPending}
      isIncomplete={rejecting && !reason.trim()}
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
      <p>
        {rejecting
          ? t('environment.rejectDescription')
          : t('environment.suspendDescription')}
      </p>
      <TextAreaField
        label={rejecting ? t('common.reason') : t('common.reasonOptional')}
        isRequired={rejecting}
        rows={3}
        maxLength={MAX_REASON}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}
