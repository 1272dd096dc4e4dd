import type { Environment, RecordedDecision } from '../../apis';
import { isPerson } from '../../lib/format/actor';
import { useText } from '../../translation';
import {
  EmptyState,
  Section,
  StatusBadge,
  TimeText,
  type StatusTone,
} from '../../ui';
import { OwnerText } from '../OwnerText';
import styles from './DecisionHistory.module.css';

const TONES: Record<RecordedDecision['verdict'], StatusTone> = {
  approved: 'success',
  rejected: 'danger',
  suspended: 'danger',
  retired: 'neutral',
};

/** Every decision on one remote environment, the newest first. */
export function DecisionHistory({ environment }: { environment: Environment }) {
  const { t } = useText();
  const { decisions = [] } = environment;
  return (
    <Section
      title={t('environment.decisions.title')}
      description={t('environment.decisions.description')}
    >
      {decisions.length === 0 ? (
        <EmptyState title={t('environment.decisions.empty')} />
      ) : (
        <ol
          className={styles.list}
          aria-label={t('environment.decisions.list')}
        >
          {decisions.map(decision => (
            <DecisionItem
              key={`${decision.at} ${decision.verdict} ${decision.by}`}
              decision={decision}
            />
          ))}
        </ol>
      )}
    </Section>
  );
}

function DecisionItem({ decision }: { decision: RecordedDecision }) {
  const { t } = useText();
  const { verdict, by, at, reason, given, required = 1 } = decision;
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <StatusBadge tone={TONES[verdict]}>
          {decision.automatic
            ? t('environment.decisions.automatic')
            : t(`environment.decisions.verdict.${verdict}`)}
        </StatusBadge>
        {given !== undefined && required > 1 && (
          <span>
            {t('environment.decisions.progress', {
              given: String(given),
              required: String(required),
            })}
          </span>
        )}
      </div>
      {reason && <div className={styles.reason}>{reason}</div>}
      <div className={styles.meta}>
        <TimeText at={at} />
        {isPerson(by) ? (
          <OwnerText entityRef={by} variant="body-small" />
        ) : (
          <span>{t('environment.decisions.byRules')}</span>
        )}
      </div>
    </li>
  );
}
