import {
  ButtonIcon,
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import { bindingManagePermission } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { Binding, Service } from '../../apis';
import { useAction, useAllowed, usePages } from '../../hooks';
import { formatConsumer } from '../../lib/forms/consumer';
import { useText } from '../../translation';
import {
  ConfirmDialog,
  EmptyState,
  FailurePanel,
  Section,
  TimeText,
} from '../../ui';
import { OwnerText } from '../OwnerText';

/** Who may call a service. */
export function BindingsTable({ service }: { service: Service }) {
  const { environment, id: serviceId } = service;
  const { t } = useText();
  const { down } = useBreakpoint();
  const mayManage = useAllowed(bindingManagePermission, environment);
  const [removing, setRemoving] = useState<Binding>();
  const list = usePages(
    ['environment', environment, 'bindings', serviceId],
    (api, page) => api.listBindings({ ...page, environment, serviceId }),
  );
  const remove = useAction(
    (api, bindingId: string) => api.deleteBinding(environment, bindingId),
    {
      done: () => t('useIt.bindings.removed'),
      onDone: () => setRemoving(undefined),
    },
  );

  const columns: ColumnConfig<Binding>[] = [
    {
      id: 'consumer',
      label: t('useIt.bindings.column.consumer'),
      isRowHeader: true,
      cell: item => (
        <CellText
          title={formatConsumer(item.consumer)}
          description={item.consumer.component}
        />
      ),
    },
    {
      id: 'createdBy',
      label: t('useIt.bindings.column.createdBy'),
      isHidden: down('sm'),
      cell: item => (
        <Cell>
          {item.createdBy && <OwnerText entityRef={item.createdBy} />}
        </Cell>
      ),
    },
    {
      id: 'created',
      label: t('useIt.bindings.column.created'),
      isHidden: down('sm'),
      cell: item => (
        <Cell>
          <TimeText at={item.createdAt} />
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
            aria-label={`${t('useIt.bindings.remove')}: ${formatConsumer(
              item.consumer,
            )}`}
            onPress={() => setRemoving(item)}
          />
        </Cell>
      ),
    },
  ];

  return (
    <Section
      title={t('useIt.bindings.title')}
      description={t('useIt.bindings.description')}
    >
      {list.error && !list.items ? (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      ) : (
        <Table
          columnConfig={columns}
          data={list.items}
          isPending={!list.items}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          emptyState={<EmptyState title={t('useIt.bindings.empty')} />}
        />
      )}
      <ConfirmDialog
        isOpen={removing !== undefined}
        destructive
        title={t('useIt.bindings.removeTitle', {
          consumer: removing ? formatConsumer(removing.consumer) : '',
        })}
        confirmLabel={t('useIt.bindings.remove')}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => {
          remove.reset();
          setRemoving(undefined);
        }}
      >
        <p>{t('useIt.bindings.removeDescription')}</p>
      </ConfirmDialog>
    </Section>
  );
}
