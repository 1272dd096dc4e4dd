import { Box } from '@backstage/ui';
import { lazy, Suspense, useMemo } from 'react';
import { useQueryParam } from '../../hooks';
import { parseGuides } from '../../lib/documents/guides';
import { useText } from '../../translation';
import { EmptyState, LoadingLines } from '../../ui';
import styles from './Guides.module.css';

const SafeMarkdown = lazy(async () => ({
  default: (await import('../SafeMarkdown')).SafeMarkdown,
}));

interface GuidesProps {
  /** The documentation document. */
  text: string;
  /** Names a page that has no title of its own. */
  title: string;
}

/** Pages of documentation, with a list of them when there are several. */
export function Guides({ text, title }: GuidesProps) {
  const { t } = useText();
  const [page, setPage] = useQueryParam('page');
  const guides = useMemo(() => parseGuides(text, title), [text, title]);
  const index = Math.max(
    0,
    guides.findIndex((_, i) => String(i + 1) === page),
  );
  const guide = guides[index];

  if (!guide) {
    return <EmptyState title={t('service.document.none')} />;
  }
  return (
    <div className={styles.guides}>
      {guides.length > 1 && (
        <nav aria-label={t('service.guide.pages')}>
          <ul className={styles.pages}>
            {guides.map((item, i) => (
              <li key={`${i}-${item.title}`}>
                <button
                  type="button"
                  className={styles.page}
                  aria-current={i === index ? 'page' : undefined}
                  onClick={() => setPage(String(i + 1))}
                >
                  {item.title}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Box
        as="article"
        bg="neutral"
        className={styles.article}
        aria-label={guide.title}
      >
        <Suspense fallback={<LoadingLines lines={8} />}>
          <SafeMarkdown>{guide.markdown}</SafeMarkdown>
        </Suspense>
      </Box>
    </div>
  );
}
