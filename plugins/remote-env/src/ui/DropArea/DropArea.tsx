import { useState, type DragEvent, type ReactNode } from 'react';
import styles from './DropArea.module.css';

interface DropAreaProps {
  label: string;
  onDrop(dropped: DataTransfer): void;
  /** Other ways to the same, for those who do not drag. */
  children: ReactNode;
}

/** Where files can be dropped. */
export function DropArea({ label, onDrop, children }: DropAreaProps) {
  const [isOver, setIsOver] = useState(false);
  return (
    <div
      role="group"
      aria-label={label}
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={event => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        setIsOver(false);
        onDrop(event.dataTransfer);
      }}
    >
      {children}
    </div>
  );
}
