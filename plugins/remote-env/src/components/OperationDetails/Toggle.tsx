import { RiArrowRightSLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import styles from './OperationDetails.module.css';

interface ToggleProps {
  isOpen: boolean;
  onToggle(): void;
  children: ReactNode;
}

/** Opens and closes what stands below it. */
export function Toggle({ isOpen, onToggle, children }: ToggleProps) {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <RiArrowRightSLine
        aria-hidden="true"
        className={styles.arrow}
        size={18}
      />
      {children}
    </button>
  );
}
