import { Button, useBreakpoint } from '@backstage/ui';
import { RiFilter3Line } from '@remixicon/react';
import { useId, useState, type ReactNode } from 'react';
import { useText } from '../../translation';
import styles from './FacetFilters.module.css';

interface FacetLayoutProps {
  /** How many values are chosen. */
  chosen: number;
  panel: ReactNode;
  children: ReactNode;
}

/** Filters beside a list, or folded above it on a narrow page. */
export function FacetLayout({ chosen, panel, children }: FacetLayoutProps) {
  const { t } = useText();
  const folds = useBreakpoint().down('md');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={styles.layout}>
      <div className={styles.side}>
        {folds && (
          <Button
            variant="secondary"
            iconStart={<RiFilter3Line />}
            aria-expanded={isOpen}
            aria-controls={id}
            onPress={() => setOpen(!isOpen)}
          >
            {chosen > 0
              ? t('finding.filtersChosen', { number: String(chosen) })
              : t('finding.filters')}
          </Button>
        )}
        <section
          id={id}
          className={styles.panel}
          aria-label={t('finding.filters')}
          hidden={folds && !isOpen}
        >
          {panel}
        </section>
      </div>
      <div className={styles.list}>{children}</div>
    </div>
  );
}
