import {
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
  type TablePaginationType,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import type { Environment, EnvironmentSort } from '../../apis';
import { usePaths } from '../../hooks';
import {
  columnSort,
  type ColumnOrders,
  type Sorting,
} from '../../lib/finding/columnSort';
import { useText } from '../../translation';
import { Stack, Surface, TimeText } from '../../ui';
import { ExpiryBadge } from '../ExpiryReminder';
import { OwnerText } from '../OwnerText';
import { StateLabel } from '../StateLabel';

type EnvironmentRow = Environment & { id: string };

/** Columns that the list can be sorted by, with what the portal calls that. */
const ORDERS: ColumnOrders<EnvironmentSort> = {
  name: ['name', '-name'],
  lastSeen: ['seen', '-seen'],
};

interface EnvironmentsTableProps {
  items: Environment[] | undefined;
  isStale: boolean;
  pagination: TablePaginationType;
  sort: Sorting<EnvironmentSort>;
  emptyState: ReactNode;
}

/** Remote environments, one a row; a row leads to its page. */
export function EnvironmentsTable(props: EnvironmentsTableProps) {
  const { t } = useText();
  const paths = usePaths();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const medium = down('md');

  const columns: ColumnConfig<EnvironmentRow>[] = [
    {
      id: 'name',
      label: t('environments.column.name'),
      isRowHeader: true,
      isSortable: true,
      cell: item => (
        <CellText
          title={item.displayName ?? item.name}
          description={item.displayName ? item.name : item.description}
          href={paths?.environment(item.name)}
        />
      ),
    },
    {
      id: 'state',
      label: t('environments.column.state'),
      cell: item => (
        <Cell>
          <Stack gap="small">
            <StateLabel environment={item} />
            <ExpiryBadge environment={item} />
          </Stack>
        </Cell>
      ),
    },
    {
      id: 'owner',
      label: t('environments.column.owner'),
      isHidden: medium,
      cell: item => (
        <Cell>{item.owner && <OwnerText entityRef={item.owner} />}</Cell>
      ),
    },
    {
      id: 'services',
      label: t('environments.column.services'),
      isHidden: narrow,
      cell: item => <CellText title={String(item.serviceCount)} />,
    },
    {
      id: 'lastSeen',
      label: t('environments.column.lastSeen'),
      isHidden: narrow,
      isSortable: true,
      cell: item => (
        <Cell>
          {item.lastSeen ? (
            <TimeText at={item.lastSeen} />
          ) : (
            t('environments.neverSeen')
          )}
        </Cell>
      ),
    },
  ];

  return (
    <Surface>
      <Table
        columnConfig={columns}
        rowConfig={
          paths && {
            getHref: (item: EnvironmentRow) => paths.environment(item.name),
          }
        }
        data={props.items?.map(item => ({ ...item, id: item.uid }))}
        isPending={!props.items}
        isStale={props.isStale}
        pagination={props.pagination}
        sort={columnSort(ORDERS, props.sort)}
        emptyState={props.emptyState}
      />
    </Surface>
  );
}
