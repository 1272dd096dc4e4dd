import { Button } from '@backstage/ui';
import { useState } from 'react';
import type { Environment } from '../../apis';
import { useApprove } from '../../hooks/useApprove';
import { useText } from '../../translation';
import { DecisionDialog } from '../DecisionDialog';
import { useReader } from '../OwnerField';
import styles from './ApprovalsPage.module.css';

/** Approve and reject for one request. Who has approved it already waits for somebody else. */
export function ApprovalActions({ environment }: { environment: Environment }) {
  const { t } = useText();
  const [rejecting, setRejecting] = useState(false);
  const reader = useReader()?.userEntityRef;
  const approve = useApprove(environment);
  const { name, approvals = [], state } = environment;
  const hasApproved = approvals.some(({ by }) => by === reader);
  return (
    <span className={styles.actions}>
      <Button
        size="small"
        variant="primary"
        aria-label={t('approvals.approveWhat', { name })}
        isDisabled={hasApproved}
        isPending={approve.isPending}
        onPress={() => approve.mutate()}
      >
        {t('approvals.approve')}
      </Button>
      {state === 'requested' && (
        <Button
          size="small"
          variant="secondary"
          aria-label={t('approvals.rejectWhat', { name })}
          onPress={() => setRejecting(true)}
        >
          {t('approvals.reject')}
        </Button>
      )}
      <DecisionDialog
        environment={environment}
        verdict={rejecting ? 'rejected' : undefined}
        onClose={() => setRejecting(false)}
      />
    </span>
  );
}
