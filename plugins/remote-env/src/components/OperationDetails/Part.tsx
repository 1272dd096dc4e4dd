import { useId, type ReactNode } from 'react';
import styles from './OperationDetails.module.css';

interface PartProps {
  title: string;
  /** A word beside the title. */
  note?: string;
  children: ReactNode;
}

/** A titled part of an operation. */
export function Part({ title, note, children }: PartProps) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h5 className={styles.title}>
        <span id={id}>{title}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </h5>
      {children}
    </section>
  );
}
