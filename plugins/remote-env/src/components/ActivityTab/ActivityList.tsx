import { Button, Select } from '@backstage/ui';
import { useState } from 'react';
import type { ActivityKind, Environment } from '../../apis';
import { useActivityUpdates, useGrowingList } from '../../hooks';
import { useText } from '../../translation';
import { activityMessages } from '../../translation/messages/activity';
import {
  EmptyState,
  FailurePanel,
  LoadingLines,
  Stack,
  Timeline,
} from '../../ui';
import { ActivityItem } from './ActivityItem';
import styles from './ActivityTab.module.css';

const ALL = 'all';
const KINDS: readonly ActivityKind[] = [
  'decisions',
  'certificates',
  'services',
  'events',
  'calls',
  'refusals',
];

interface ActivityListProps {
  environment: Pick<Environment, 'name' | 'uid'>;
  /** Entries that are shown at first, and added on demand. */
  pageSize: number;
}

/** What happened to one remote environment, newest first: what people did, and what portal and gateways saw. */
export function ActivityList({ environment, pageSize }: ActivityListProps) {
  const { t } = useText();
  const { name } = environment;
  const [kind, setKind] = useState<ActivityKind>();
  useActivityUpdates(environment);
  const list = useGrowingList(
    ['environment', name, 'activity', { kind, pageSize }],
    (api, page) => api.listActivity(name, { ...page, kind }),
    { pageSize },
  );
  const { items } = list;

  return (
    <Stack>
      <div className={styles.filter}>
        <Select
          label={t('activity.kind.label')}
          value={kind ?? ALL}
          onChange={key => setKind(KINDS.find(one => one === key))}
          options={[ALL, ...KINDS].map(id => ({
            id,
            label: isLabelled(id) ? t(`activity.kind.${id}`) : id,
          }))}
        />
      </div>
      {!items && !list.error && <LoadingLines lines={6} />}
      {!items && list.error && (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      )}
      {items?.length === 0 && (
        <EmptyState
          title={kind ? t('activity.noneOfKind') : t('activity.empty')}
        />
      )}
      {items && items.length > 0 && (
        <Timeline label={t('activity.list')}>
          {items.map(item => (
            <ActivityItem key={item.id} activity={item} />
          ))}
        </Timeline>
      )}
      {list.hasMore && (
        <div>
          <Button
            variant="secondary"
            isPending={list.isMorePending}
            onPress={() => list.showMore()}
          >
            {t('activity.older')}
          </Button>
        </div>
      )}
    </Stack>
  );
}

function isLabelled(id: string): id is keyof typeof activityMessages.kind {
  return Object.hasOwn(activityMessages.kind, id);
}
