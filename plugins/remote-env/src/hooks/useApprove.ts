import type { Environment } from '../apis';
import { useText } from '../translation';
import { useAction } from './useAction';

/** Approves, or resumes; says how many approvals there are when more are needed. */
export function useApprove({ name, state }: Environment) {
  const { t } = useText();
  return useAction(
    api => api.decideEnvironment(name, { verdict: 'approved' }),
    {
      done: decided => {
        if (decided.state !== 'approved') {
          return t('environment.approvalGiven', {
            name,
            given: String(decided.approvals?.length ?? 0),
            required: String(decided.requiredApprovals ?? 1),
          });
        }
        return state === 'suspended'
          ? t('environment.resumed', { name })
          : t('environment.approved', { name });
      },
      failed: t('common.failed'),
    },
  );
}
