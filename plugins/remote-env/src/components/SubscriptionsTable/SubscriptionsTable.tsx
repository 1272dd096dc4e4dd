import {
  Button,
  ButtonIcon,
  Cell,
  CellText,
  Flex,
  Table,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import { useState } from 'react';
import type { Subscription } from '../../apis';
import { useAction, usePages } from '../../hooks';
import { formatConsumer } from '../../lib/forms/consumer';
import { formatEventType } from '../../lib/forms/eventTypes';
import { useText } from '../../translation';
import { ConfirmDialog, EmptyState, FailurePanel, StatusBadge } from '../../ui';
import { DeadLettersDialog } from '../DeadLettersDialog';
import styles from './SubscriptionsTable.module.css';

interface SubscriptionsTableProps {
  environment: string;
  mayManage: boolean;
}

function typesOf(subscription: Subscription): string {
  return subscription.eventTypes.map(formatEventType).join(', ');
}

/** Subscriptions to the events of one remote environment, with what waits for each. */
export function SubscriptionsTable(props: SubscriptionsTableProps) {
  const { environment, mayManage } = props;
  const { t } = useText();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const [ending, setEnding] = useState<Subscription>();
  const [undelivered, setUndelivered] = useState<string>();
  const list = usePages(
    ['environment', environment, 'subscriptions'],
    (api, page) => api.listSubscriptions(environment, page),
  );
  const end = useAction(
    (api, id: string) => api.deleteSubscription(environment, id),
    {
      done: () => t('events.subscriptions.removed'),
      onDone: () => setEnding(undefined),
    },
  );

  const columns: ColumnConfig<Subscription>[] = [
    {
      id: 'consumer',
      label: t('events.subscriptions.column.consumer'),
      isRowHeader: true,
      cell: item =>
        narrow ? (
          <Cell className={styles.wrap}>
            <Flex direction="column" gap="1" align="start">
              {formatConsumer(item.consumer)}
              <Text variant="body-small" color="secondary">
                {typesOf(item)}
              </Text>
            </Flex>
          </Cell>
        ) : (
          <CellText title={formatConsumer(item.consumer)} />
        ),
    },
    {
      id: 'types',
      label: t('events.subscriptions.column.types'),
      isHidden: narrow,
      cell: item => <Cell className={styles.wrap}>{typesOf(item)}</Cell>,
    },
    {
      id: 'sink',
      label: t('events.subscriptions.column.sink'),
      isHidden: narrow,
      cell: item => <Cell className={styles.wrap}>{item.sink}</Cell>,
    },
    {
      id: 'state',
      label: t('events.subscriptions.column.state'),
      isHidden: narrow,
      cell: item => (
        <Cell>
          <Flex direction="column" gap="1" align="start">
            <StatusBadge tone={item.state === 'active' ? 'success' : 'neutral'}>
              {t(`events.subscriptions.state.${item.state}`)}
            </StatusBadge>
            {item.endedReason}
          </Flex>
        </Cell>
      ),
    },
    {
      id: 'backlog',
      label: t('events.subscriptions.column.backlog'),
      cell: item => (
        <Cell>
          <Backlog
            backlog={item.backlog}
            onShow={() => setUndelivered(item.id)}
          />
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('common.actions'),
      isHidden: !mayManage,
      cell: item => (
        <Cell>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiDeleteBinLine />}
            aria-label={`${t('events.subscriptions.remove')}: ${formatConsumer(
              item.consumer,
            )}`}
            onPress={() => setEnding(item)}
          />
        </Cell>
      ),
    },
  ];

  if (list.error && !list.items) {
    return (
      <FailurePanel
        error={list.error}
        title={t('common.loadFailed')}
        onRetry={list.refetch}
      />
    );
  }
  return (
    <>
      <Table
        columnConfig={columns}
        data={list.items}
        isPending={!list.items}
        isStale={list.isPlaceholderData}
        pagination={list.pagination}
        emptyState={<EmptyState title={t('events.subscriptions.empty')} />}
      />
      <ConfirmDialog
        isOpen={ending !== undefined}
        destructive
        title={t('events.subscriptions.removeTitle')}
        confirmLabel={t('events.subscriptions.remove')}
        isPending={end.isPending}
        error={end.error}
        onConfirm={() => ending && end.mutate(ending.id)}
        onClose={() => {
          end.reset();
          setEnding(undefined);
        }}
      >
        <p>
          {t('events.subscriptions.removeDescription', {
            sink: ending?.sink ?? '',
          })}
        </p>
      </ConfirmDialog>
      {undelivered && (
        <DeadLettersDialog
          environment={environment}
          subscriptionId={undelivered}
          mayReplay={mayManage}
          onClose={() => setUndelivered(undefined)}
        />
      )}
    </>
  );
}

function Backlog(props: { backlog: Subscription['backlog']; onShow(): void }) {
  const { t } = useText();
  const { backlog } = props;
  if (!backlog) {
    return null;
  }
  const { pending, inFlight, deadLetters } = backlog;
  const waiting = [
    t('events.subscriptions.pending', { amount: String(pending) }),
    ...(inFlight > 0
      ? [t('events.subscriptions.inFlight', { amount: String(inFlight) })]
      : []),
  ].join(', ');
  return (
    <Flex direction="column" gap="1" align="start">
      <span>{waiting}</span>
      {deadLetters > 0 && (
        <Button size="small" variant="secondary" onPress={props.onShow}>
          {t('events.subscriptions.deadLetters', { count: deadLetters })}
        </Button>
      )}
    </Flex>
  );
}
