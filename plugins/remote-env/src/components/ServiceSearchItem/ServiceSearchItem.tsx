import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import { Link, Text } from '@backstage/ui';
import { RiPlugLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { KindBadges } from '../KindBadges';
import styles from './ServiceSearchItem.module.css';

/** What the collator of remote services keeps of each. */
const documentSchema = z.object({
  title: z.string(),
  text: z.string(),
  location: z.string(),
  environment: z.string(),
  kinds: z.array(z.enum(['api', 'events'])),
});

interface Highlight {
  preTag: string;
  postTag: string;
  fields: Record<string, string>;
}

interface ServiceSearchItemProps {
  /** A document of type `remote-env-service`. */
  result?: unknown;
  highlight?: Highlight;
}

/** A registered service among the results of a search. */
export function ServiceSearchItem(props: ServiceSearchItemProps) {
  const { highlight } = props;
  const { data } = documentSchema.safeParse(props.result);
  if (!data) {
    return null;
  }
  const marked = (field: 'title' | 'text'): ReactNode => {
    const text = highlight?.fields[field];
    return text ? (
      <HighlightedSearchResultText
        text={text}
        preTag={highlight.preTag}
        postTag={highlight.postTag}
      />
    ) : (
      data[field]
    );
  };
  return (
    <div className={styles.item}>
      <span className={styles.icon} aria-hidden="true">
        <RiPlugLine />
      </span>
      <div className={styles.content}>
        <Link href={data.location} variant="title-x-small" weight="bold">
          {marked('title')}
        </Link>
        <Text as="div" color="secondary" className={styles.text}>
          {marked('text')}
        </Text>
        <div className={styles.facts}>
          <KindBadges kinds={data.kinds} />
          <Text variant="body-small" color="secondary">
            {data.environment}
          </Text>
        </div>
      </div>
    </div>
  );
}
