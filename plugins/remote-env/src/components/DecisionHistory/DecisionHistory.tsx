import type { Environment, RecordedDecision } from '../../apis';
import { isPerson } from '../../lib/format/actor';
import { useText } from '../../translation';
import {
  EmptyState,
  Section,
  StatusBadge,
  Timeline,
  TimelineEntry,
  TimeText,
  type StatusTone,
} from '../../ui';
import { OwnerText } from '../OwnerText';

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
        <Timeline label={t('environment.decisions.list')}>
          {decisions.map(decision => (
            <DecisionItem
              key={`${decision.at} ${decision.verdict} ${decision.by}`}
              decision={decision}
            />
          ))}
        </Timeline>
      )}
    </Section>
  );
}

function DecisionItem({ decision }: { decision: RecordedDecision }) {
  const { t } = useText();
  const { verdict, by, at, reason, given, required = 1 } = decision;
  return (
    <TimelineEntry
      tone={TONES[verdict]}
      badges={
        <>
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
        </>
      }
      message={reason}
      meta={
        <>
          <TimeText at={at} />
          {isPerson(by) ? (
            <OwnerText entityRef={by} variant="body-small" />
          ) : (
            <span>{t('environment.decisions.byRules')}</span>
          )}
        </>
      }
    />
  );
}
