import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import { Link, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './ServiceSearchItem.module.css';

export interface Highlight {
  preTag: string;
  postTag: string;
  fields: Record<string, string>;
}

interface SearchItemProps {
  found: { title: string; text: string; location: string };
  highlight?: Highlight;
  icon: ReactNode;
  /** Below the text. */
  children: ReactNode;
}

/** Something of ours among the results of a search, with what was found marked. */
export function SearchItem(props: SearchItemProps) {
  const { found, highlight, icon, children } = props;
  const marked = (field: 'title' | 'text'): ReactNode => {
    const text = highlight?.fields[field];
    return text ? (
      <HighlightedSearchResultText
        text={text}
        preTag={highlight.preTag}
        postTag={highlight.postTag}
      />
    ) : (
      found[field]
    );
  };
  return (
    <div className={styles.item}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.content}>
        <Link href={found.location} variant="title-x-small" weight="bold">
          {marked('title')}
        </Link>
        <Text as="div" color="secondary" className={styles.text}>
          {marked('text')}
        </Text>
        <div className={styles.facts}>{children}</div>
      </div>
    </div>
  );
}
