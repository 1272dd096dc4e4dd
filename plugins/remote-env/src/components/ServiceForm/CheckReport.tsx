import { Alert, Link } from '@backstage/ui';
import { usePaths } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel } from '../../ui';
import styles from './ServiceForm.module.css';
import type { FormProblem, ServiceFormState } from './useServiceForm';

/** What the portal says of what is in the fields; each problem leads to its place. */
export function CheckReport({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const paths = usePaths();
  const { check, problems, existing } = state;
  if (check.error) {
    return <FailurePanel error={check.error} onRetry={check.retry} />;
  }
  return (
    <div role="status" aria-live="polite">
      {problems.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('registering.problems', { count: problems.length })}
          description={
            <ul className={styles.problems}>
              {problems.map((problem, i) => (
                <li key={`${i}-${problem.field}`}>
                  <button
                    type="button"
                    className={styles.jump}
                    onClick={() => state.jump(problem)}
                  >
                    <ProblemText problem={problem} />
                  </button>
                </li>
              ))}
            </ul>
          }
          customActions={
            existing &&
            paths && (
              <Link href={paths.editService(state.environment, existing.id)}>
                {t('registering.existingLink', { name: existing.displayName })}
              </Link>
            )
          }
        />
      )}
      {problems.length === 0 && <Verdict state={state} />}
    </div>
  );
}

function Verdict({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const { check, serviceId } = state;
  if (!check.data || !check.isSettled) {
    return check.data ? <>{t('registering.checking')}</> : null;
  }
  if (check.data.problems.length > 0) {
    return null;
  }
  const { changes } = check.data;
  if (serviceId !== undefined && changes?.length === 0) {
    return <Alert status="info" icon title={t('registering.unchanged')} />;
  }
  return (
    <Alert
      status="success"
      icon
      title={
        serviceId === undefined
          ? t('registering.fine')
          : t('registering.fineReplace')
      }
      description={
        changes && t('registering.changes', { list: changes.join(', ') })
      }
    />
  );
}

function ProblemText({ problem }: { problem: FormProblem }) {
  const { t } = useText();
  const { field, line, column } = problem;
  const place =
    line !== undefined &&
    column !== undefined &&
    t('registering.place', { line: String(line), column: String(column) });
  return (
    <>
      {[field, place].filter(Boolean).join(', ')}
      {field && ': '}
      {problem.problem}
    </>
  );
}
