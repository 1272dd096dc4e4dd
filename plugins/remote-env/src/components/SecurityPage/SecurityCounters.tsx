import { SECURITY_KINDS } from '@remote-env/plugin-remote-env-common';
import type { SecurityCounts, SecurityKind } from '../../apis';
import { absoluteTime } from '../../lib/format/time';
import { useText } from '../../translation';
import styles from './SecurityPage.module.css';
import { stepsOf, type Steps } from './stepsOf';

/** Height of the highest bar, and of the lowest: what happened once must be seen beside what happened a thousand times. */
const HEIGHT = 28;
const LOWEST = 3;
const GAP = 0.15;

/** How many there were of each kind over time, all on the same axes. */
export function SecurityCounters({ counts }: { counts: SecurityCounts }) {
  const { t } = useText();
  const steps = stepsOf(counts);
  return (
    <>
      <ul className={styles.counters}>
        {SECURITY_KINDS.map(kind => (
          <li key={kind} className={styles.counter}>
            <span>{t(`security.kind.${kind}`)}</span>
            <span className={styles.total}>{steps.of(kind).total}</span>
            <Bars kind={kind} steps={steps} />
          </li>
        ))}
      </ul>
      <div className={styles.axis}>
        <span>{absoluteTime(Date.parse(counts.from))}</span>
        {steps.most > 0 && (
          <span>
            {t(`security.counts.most.${counts.step}`, {
              amount: String(steps.most),
            })}
          </span>
        )}
        <span>{absoluteTime(Date.parse(counts.to))}</span>
      </div>
    </>
  );
}

function Bars({ kind, steps }: { kind: SecurityKind; steps: Steps }) {
  const { t } = useText();
  const { bars, last, most, total } = steps.of(kind);
  const name = t(`security.kind.${kind}`);
  const label =
    last === undefined
      ? t('security.counts.none', { kind: name })
      : t('security.counts.some', {
          kind: name,
          total: String(total),
          most: String(most),
          last: absoluteTime(last),
        });
  return (
    <svg
      className={styles.bars}
      viewBox={`0 0 ${steps.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {bars.map(({ at, count, position }) => {
        const height = Math.max(LOWEST, (count / steps.most) * HEIGHT);
        return (
          <rect
            key={at}
            x={position + GAP / 2}
            y={HEIGHT - height}
            width={1 - GAP}
            height={height}
          >
            <title>
              {t('security.counts.bar', {
                time: absoluteTime(at),
                amount: String(count),
              })}
            </title>
          </rect>
        );
      })}
    </svg>
  );
}
