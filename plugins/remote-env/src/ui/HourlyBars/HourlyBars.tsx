import { VisuallyHidden } from '@backstage/ui';
import styles from './HourlyBars.module.css';
import { barsOf, type HourOfCounts } from './barsOf';

export type SeriesTone = 'success' | 'danger';

interface HourlyBarsProps {
  /** What is counted, for screen readers. */
  label: string;
  /** Begin of the first hour, in milliseconds. */
  from: number;
  /** How many hours are shown. */
  hours: number;
  /** From below; each count of an hour belongs to the series of the same place. */
  series: { label: string; tone: SeriesTone }[];
  counts: HourOfCounts[];
  /** Head of the table's first column. */
  hourLabel: string;
  /** Names an hour. */
  hourText(begin: number): string;
  /** Says what the highest bar stands for. */
  mostText(count: number): string;
}

/** Counts by the hour as stacked bars; the same as a table for those who do not see them. */
export function HourlyBars(props: HourlyBarsProps) {
  const { label, from, hours, series, counts, hourText } = props;
  const { bars, most } = barsOf({ from, hours, counts });
  const last = bars.at(-1);
  return (
    <figure className={styles.figure} aria-label={label}>
      <figcaption className={styles.legend}>
        {series.map(one => (
          <span key={one.label} className={styles.entry}>
            <span
              className={styles.swatch}
              data-tone={one.tone}
              aria-hidden="true"
            />
            {one.label}
          </span>
        ))}
        <span className={styles.most}>{props.mostText(most)}</span>
      </figcaption>
      <div className={styles.plot} aria-hidden="true">
        {bars.map(bar => (
          <div
            key={bar.hour}
            className={styles.bar}
            title={`${hourText(bar.hour)}: ${series
              .map((one, i) => `${bar.counts[i] ?? 0} ${one.label}`)
              .join(', ')}`}
          >
            {series.map((one, i) => (
              <div
                key={one.label}
                className={styles.part}
                data-tone={one.tone}
                style={{ height: `${bar.shares[i] ?? 0}%` }}
              />
            ))}
          </div>
        ))}
      </div>
      <div className={styles.ends} aria-hidden="true">
        <span>{hourText(from)}</span>
        <span>{last && hourText(last.hour)}</span>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{props.hourLabel}</th>
              {series.map(one => (
                <th key={one.label} scope="col">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map(one => (
              <tr key={one.hour}>
                <th scope="row">{hourText(one.hour)}</th>
                {series.map((s, i) => (
                  <td key={s.label}>{one.counts[i] ?? 0}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
