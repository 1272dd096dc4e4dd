import { useId } from 'react';
import styles from './Meter.module.css';

export type MeterTone = 'success' | 'warning' | 'danger';

interface MeterProps {
  label: string;
  /** 0 to 100. */
  value: number;
  /** The value in words: shown, and read to those who do not see the bar. */
  text: string;
  tone: MeterTone;
}

/** How far a value reaches on its way to 100. */
export function Meter({ label, value, text, tone }: MeterProps) {
  const id = useId();
  return (
    <div className={styles.meter}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <span className={styles.text} aria-hidden="true">
        {text}
      </span>
      <div
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
        aria-valuetext={text}
        className={styles.track}
      >
        <div
          className={styles.bar}
          data-tone={tone}
          style={{ width: `${value}%` }}
        />
      </div>
    </div>
  );
}
