import type { ReactNode } from 'react';
import type { StatusTone } from '../StatusBadge';
import styles from './Timeline.module.css';

interface TimelineProps {
  /** For those who cannot see what it is about. */
  label: string;
  /** Entries, the newest first. */
  children: ReactNode;
}

/** What happened, below one another along a line. */
export function Timeline({ label, children }: TimelineProps) {
  return (
    <ol className={styles.line} aria-label={label}>
      {children}
    </ol>
  );
}

interface TimelineEntryProps {
  /** Of its dot. Title or badges say what it means, too. */
  tone: StatusTone;
  title?: string;
  badges?: ReactNode;
  /** In the words of whoever did it. */
  message?: ReactNode;
  /** When, by whom, and the like. */
  meta: ReactNode;
  /** What can be seen and done about it. */
  children?: ReactNode;
}

export function TimelineEntry(props: TimelineEntryProps) {
  const { tone, title, badges, message, meta, children } = props;
  return (
    <li className={styles.entry} data-tone={tone}>
      <div className={styles.head}>
        {title && <span className={styles.title}>{title}</span>}
        {badges}
      </div>
      {message && <div>{message}</div>}
      <div className={styles.meta}>{meta}</div>
      {children && <div className={styles.more}>{children}</div>}
    </li>
  );
}
