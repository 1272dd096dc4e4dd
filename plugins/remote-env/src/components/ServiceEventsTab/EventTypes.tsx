import { Badge, Button } from '@backstage/ui';
import { useState } from 'react';
import type { Service } from '../../apis';
import { formatEventType } from '../../lib/forms/eventTypes';
import { useText } from '../../translation';
import styles from './ServiceEventsTab.module.css';

/** A catalog may name a thousand, and below them stands what they mean. */
const SHOWN_AT_FIRST = 40;

/** Names of event types. */
export function EventTypes({ types }: { types: Service['eventTypes'] }) {
  const { t } = useText();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? types : types.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className={styles.types}>
        {shown.map(({ name, version }) => {
          const text = formatEventType({ type: name, version });
          return (
            <li key={text}>
              <Badge>{text}</Badge>
            </li>
          );
        })}
      </ul>
      {shown.length < types.length && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setWhole(true)}
          >
            {t('service.eventTypes.showAll', { number: String(types.length) })}
          </Button>
        </div>
      )}
    </>
  );
}
