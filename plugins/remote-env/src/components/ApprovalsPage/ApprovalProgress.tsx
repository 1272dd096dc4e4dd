import type { Environment } from '../../apis';
import { useText } from '../../translation';
import { useReader } from '../OwnerField';

/** How many approvals were given of how many. */
export function ApprovalProgress({
  environment,
}: {
  environment: Environment;
}) {
  const { t } = useText();
  const reader = useReader()?.userEntityRef;
  const { approvals = [], requiredApprovals = 1 } = environment;
  return (
    <span
      title={
        approvals.some(({ by }) => by === reader)
          ? t('approvals.ownApproval')
          : undefined
      }
    >
      {t('approvals.progress', {
        given: String(approvals.length),
        required: String(requiredApprovals),
      })}
    </span>
  );
}
