import { Select, Text } from '@backstage/ui';
import { useState } from 'react';
import type { DocumentVersion, Service } from '../../apis';
import { useVersionChanges } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines, Stack } from '../../ui';
import { ChangeCounts, LEVELS } from './ChangeCounts';
import { ChangeList } from './ChangeList';
import styles from './VersionsTab.module.css';

interface VersionChangesProps {
  service: Service;
  version: Pick<DocumentVersion, 'role' | 'number'>;
  /** The other versions of the same document, newest first. */
  others: readonly DocumentVersion[];
}

/** What is different in a version, compared with the one before or any other, the gravest first. */
export function VersionChanges(props: VersionChangesProps) {
  const { service, version, others } = props;
  const { t } = useText();
  const [since, setSince] = useState(version.number - 1);
  const { environment, id: serviceId } = service;
  const { data, error, refetch } = useVersionChanges(
    { environment, serviceId },
    version,
    since,
  );
  const { changes = [], state } = data ?? {};
  const total = LEVELS.reduce((sum, level) => sum + (data?.[level] ?? 0), 0);

  return (
    <section
      className={styles.changes}
      aria-label={t('versions.changesTitle', {
        before: String(since),
        after: String(version.number),
      })}
    >
      <Stack gap="small">
        {others.length > 1 && (
          <div className={styles.since}>
            <Select
              label={t('versions.since')}
              value={String(since)}
              onChange={key => setSince(Number(key))}
              options={others.map(({ number }) => ({
                id: String(number),
                label: t('versions.number', { number: String(number) }),
              }))}
            />
          </div>
        )}
        {!data && !error && <LoadingLines lines={4} />}
        {!data && error && (
          <FailurePanel
            error={error}
            title={t('common.loadFailed')}
            onRetry={refetch}
          />
        )}
        <div role="status">
          {data && (state !== 'ready' || total === 0) && (
            <ChangeCounts comparison={data} />
          )}
        </div>
        {state === 'ready' &&
          LEVELS.map(level => (
            <ChangeList
              key={level}
              level={level}
              total={data?.[level] ?? 0}
              changes={changes.filter(change => change.level === level)}
            />
          ))}
        {changes.length < total && (
          <Text as="div" color="secondary">
            {t('versions.more', {
              shown: String(changes.length),
              total: String(total),
            })}
          </Text>
        )}
      </Stack>
    </section>
  );
}
