import { Alert, Button, TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import type { DecisionOutcome, Decisions, Environment } from '../../apis';
import { useAction } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog } from '../../ui';
import styles from './ApprovalsPage.module.css';

const MAX_REASON = 1000;

interface BulkDecisionProps {
  /** Whether there is nothing to select. What became of the last selection is shown all the same. */
  isEmpty: boolean;
  chosen: readonly Environment[];
  onDecided(): void;
}

/** Decides on everything that is selected, and says which of it was not decided and why. */
export function BulkDecision(props: BulkDecisionProps) {
  const { isEmpty, chosen, onDecided } = props;
  const { t } = useText();
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState('');
  const [outcomes, setOutcomes] = useState<DecisionOutcome[]>();
  const names = chosen.map(({ name }) => name);
  const close = () => {
    setRejecting(false);
    setReason('');
    decide.reset();
  };
  const decide = useAction(
    (api, decisions: Decisions) => api.decideApprovals(decisions),
    {
      onDone: items => {
        setOutcomes(items);
        setRejecting(false);
        setReason('');
        onDecided();
      },
    },
  );
  const count = names.length;
  return (
    <>
      <div className={styles.bulk} hidden={isEmpty}>
        <span role="status">
          {count > 0
            ? t('approvals.selected', { count })
            : t('approvals.selectHint')}
        </span>
        <span className={styles.actions}>
          <Button
            size="small"
            variant="primary"
            isDisabled={count === 0}
            isPending={decide.isPending && !rejecting}
            onPress={() => decide.mutate({ names, verdict: 'approved' })}
          >
            {t('approvals.approveSelected')}
          </Button>
          <Button
            size="small"
            variant="secondary"
            isDisabled={count === 0 || decide.isPending}
            onPress={() => setRejecting(true)}
          >
            {t('approvals.rejectSelected')}
          </Button>
        </span>
      </div>
      {decide.error && !rejecting && (
        <Alert
          status="danger"
          icon
          title={t('common.failed')}
          description={decide.error.message}
        />
      )}
      {outcomes && (
        <Outcomes outcomes={outcomes} onClose={() => setOutcomes(undefined)} />
      )}
      <ConfirmDialog
        isOpen={rejecting}
        destructive
        title={t('approvals.rejectTitle', { count })}
        confirmLabel={t('approvals.reject')}
        isPending={decide.isPending}
        isIncomplete={!reason.trim() || count === 0}
        error={decide.error}
        onConfirm={() =>
          decide.mutate({ names, verdict: 'rejected', reason: reason.trim() })
        }
        onClose={close}
      >
        <p>{t('approvals.rejectDescription')}</p>
        <TextAreaField
          label={t('common.reason')}
          isRequired
          rows={3}
          maxLength={MAX_REASON}
          value={reason}
          onChange={setReason}
        />
      </ConfirmDialog>
    </>
  );
}

function Outcomes(props: { outcomes: DecisionOutcome[]; onClose(): void }) {
  const { t } = useText();
  const { outcomes } = props;
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const done = outcomes.length - failed.length;
  return (
    <div role="alert">
      <Alert
        status={failed.length === 0 ? 'success' : 'warning'}
        icon
        title={
          failed.length === 0
            ? t('approvals.outcomeAll', { count: done })
            : t('approvals.outcomeTitle', {
                done: String(done),
                total: String(outcomes.length),
              })
        }
        description={
          failed.length > 0 && (
            <>
              {t('approvals.outcomeFailed')}
              <ul className={styles.failed}>
                {failed.map(({ name, error }) => (
                  <li key={name}>
                    <strong>{name}</strong>: {error?.message}
                  </li>
                ))}
              </ul>
            </>
          )
        }
        customActions={
          <Button size="small" variant="tertiary" onPress={props.onClose}>
            {t('approvals.dismiss')}
          </Button>
        }
      />
    </div>
  );
}
