import { Text } from '@backstage/ui';
import { useMemo } from 'react';
import { silentChannels } from '../../lib/documents/asyncapi/silentChannels';
import type { JsonObject } from '../../lib/documents/json';
import { useText } from '../../translation';
import { Section, Stack } from '../../ui';
import { SafeMarkdown } from '../SafeMarkdown';
import { DrawnCatalog } from './DrawnCatalog';
import styles from './SilentChannels.module.css';

/** Channels that no operation names, which the renderer leaves out. */
export function SilentChannels({ document }: { document: JsonObject }) {
  const { t } = useText();
  const channels = useMemo(() => silentChannels(document), [document]);
  if (channels.length === 0) {
    return null;
  }
  return (
    <Section
      title={t('service.channels.silent')}
      description={t('service.channels.silentHint')}
    >
      {channels.map(({ key, address, description, view }) => (
        <article key={key} className={styles.channel} aria-label={address}>
          {/* A span, as the renderer has it for those that it draws: links find it there. */}
          <h4 className={styles.address}>
            <span>{address}</span>
          </h4>
          <Stack gap="small">
            {description && <SafeMarkdown>{description}</SafeMarkdown>}
            {view.part === 'messages' ? (
              <DrawnCatalog document={view.document} only="messages" />
            ) : (
              <Text color="secondary">{t('service.channels.empty')}</Text>
            )}
          </Stack>
        </article>
      ))}
    </Section>
  );
}
