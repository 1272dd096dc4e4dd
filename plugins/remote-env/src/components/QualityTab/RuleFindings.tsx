import { Link } from '@backstage/ui';
import type { QualityFinding, QualityRule } from '../../apis';
import { useText } from '../../translation';
import { FoldSummary, StatusBadge, type StatusTone } from '../../ui';
import { jsonPath } from './jsonPath';
import styles from './QualityTab.module.css';

/** One rule, and where the document does not keep it. */
export function RuleFindings(props: { rule: QualityRule; tone: StatusTone }) {
  const { rule, severity, count, url, findings } = props.rule;
  const { t } = useText();
  const more = count - findings.length;
  return (
    <details className={styles.details}>
      <FoldSummary>
        <StatusBadge tone={props.tone}>
          {t(`quality.severity.${severity}`)}
        </StatusBadge>
        <span className={styles.name}>{rule}</span>
        <span className={styles.count}>{t('quality.findings', { count })}</span>
      </FoldSummary>
      {url && (
        <Link
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={t('quality.aboutRule', { rule })}
        >
          {t('quality.about')}
        </Link>
      )}
      <ul className={styles.findings}>
        {findings.map((finding, i) => (
          <li key={i}>
            <Finding finding={finding} />
          </li>
        ))}
        {more > 0 && <li>{t('quality.more', { count: more })}</li>}
      </ul>
    </details>
  );
}

function Finding({ finding }: { finding: QualityFinding }) {
  const { t } = useText();
  const { message, path, line } = finding;
  return (
    <>
      <div>{message}</div>
      <div className={styles.place}>
        {path.length > 0 ? (
          <code>{jsonPath(path)}</code>
        ) : (
          t('quality.wholeDocument')
        )}
        {line !== undefined && (
          <>
            {', '}
            {t('quality.line', { line: String(line) })}
          </>
        )}
      </div>
    </>
  );
}
