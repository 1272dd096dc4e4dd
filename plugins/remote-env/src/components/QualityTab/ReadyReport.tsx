import { Alert, Text } from '@backstage/ui';
import {
  FINDING_SEVERITIES,
  qualityGrade,
  type QualityGrade,
} from '@remote-env/plugin-remote-env-common';
import type { DocumentQuality } from '../../apis';
import { useText } from '../../translation';
import {
  EmptyState,
  Meter,
  StatusBadge,
  type MeterTone,
  type StatusTone,
} from '../../ui';
import { RuleFindings } from './RuleFindings';
import styles from './QualityTab.module.css';

const GRADE_TONES: Record<QualityGrade, MeterTone> = {
  good: 'success',
  fair: 'warning',
  poor: 'danger',
};

const COUNTS = {
  error: { tone: 'danger', text: 'quality.errors' },
  warning: { tone: 'warning', text: 'quality.warnings' },
  info: { tone: 'info', text: 'quality.infos' },
} as const satisfies Record<string, { tone: StatusTone; text: string }>;

/** Score, how many findings there are, and the findings by rule. */
export function ReadyReport({ report }: { report: DocumentQuality }) {
  const { t } = useText();
  const { score = 0, operations = 0, rules = [], examplesChecked } = report;
  const grade = qualityGrade(score);
  const counts = FINDING_SEVERITIES.map(severity => ({
    ...COUNTS[severity],
    count: rules
      .filter(rule => rule.severity === severity)
      .reduce((sum, { count }) => sum + count, 0),
  })).filter(({ count }) => count > 0);
  return (
    <div className={styles.report}>
      <div className={styles.summary}>
        <Meter
          label={t('quality.score')}
          value={score}
          text={t('quality.scoreText', {
            score: String(score),
            grade: t(`quality.grade.${grade}`),
          })}
          tone={GRADE_TONES[grade]}
        />
        <div className={styles.counts}>
          {counts.map(({ tone, text, count }) => (
            <StatusBadge key={text} tone={tone}>
              {t(text, { count })}
            </StatusBadge>
          ))}
        </div>
      </div>
      <details className={styles.how}>
        <summary>{t('quality.how')}</summary>
        <Text as="p" color="secondary">
          {t('quality.howText', { count: operations })}
        </Text>
      </details>
      {examplesChecked === false && (
        <Alert status="info" icon title={t('quality.noExamples')} />
      )}
      {rules.length === 0 ? (
        <EmptyState
          title={t('quality.noFindings')}
          description={t('quality.noFindingsHint')}
        />
      ) : (
        <ul className={styles.rules}>
          {rules.map(rule => (
            <li key={`${rule.severity} ${rule.rule}`} className={styles.rule}>
              <RuleFindings rule={rule} tone={COUNTS[rule.severity].tone} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
