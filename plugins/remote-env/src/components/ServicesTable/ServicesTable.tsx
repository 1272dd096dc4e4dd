import {
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
  type TablePaginationType,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import type { ServiceSort, ServiceSummary } from '../../apis';
import { usePaths } from '../../hooks';
import {
  columnSort,
  type ColumnOrders,
  type Sorting,
} from '../../lib/finding/columnSort';
import { useText } from '../../translation';
import { StatusBadge, Surface, TimeText } from '../../ui';
import { EndBadge } from '../EndBadge';
import { KindBadges } from '../KindBadges';
import { LabelLinks } from './LabelLinks';
import styles from './ServicesTable.module.css';

/** Columns that the list can be sorted by, with what the portal calls that. */
const ORDERS: ColumnOrders<ServiceSort> = {
  name: ['name', '-name'],
  environment: ['environment', '-environment'],
  updated: ['changed', '-changed'],
};

interface ServicesTableProps {
  items: ServiceSummary[] | undefined;
  isStale: boolean;
  pagination: TablePaginationType;
  emptyState: ReactNode;
  /** Adds the remote environment that each belongs to. */
  withEnvironment?: boolean;
  /** The address of the list that is limited to one more label. */
  labelHref(label: string): string;
  sort: Sorting<ServiceSort>;
}

/** Registered services, one a row; a row leads to its page. */
export function ServicesTable(props: ServicesTableProps) {
  const { t } = useText();
  const paths = usePaths();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const { labelHref, sort } = props;
  // Filters stand beside the list.
  const crowded = down('lg');

  const columns: ColumnConfig<ServiceSummary>[] = [
    {
      id: 'name',
      label: t('services.column.name'),
      isRowHeader: true,
      isSortable: true,
      cell: item => (
        <CellText
          title={item.displayName}
          description={item.description}
          href={paths?.service(item.environment, item.id)}
        />
      ),
    },
    {
      id: 'environment',
      label: t('services.column.environment'),
      isHidden: !props.withEnvironment || narrow,
      isSortable: true,
      cell: item => (
        <CellText
          title={item.environment}
          href={paths?.environment(item.environment)}
        />
      ),
    },
    {
      id: 'kinds',
      label: t('services.column.kinds'),
      cell: item => (
        <Cell>
          <div className={styles.offers}>
            <KindBadges kinds={item.kinds} />
            {item.deprecation && <EndBadge day={item.deprecation.endsOn} />}
            {item.calls?.answers === false && (
              <StatusBadge tone="danger">{t('services.callsFail')}</StatusBadge>
            )}
          </div>
        </Cell>
      ),
    },
    {
      id: 'labels',
      label: t('services.column.labels'),
      isHidden: crowded,
      cell: item => (
        <Cell>
          <LabelLinks labels={item.labels} href={labelHref} />
        </Cell>
      ),
    },
    {
      id: 'provider',
      label: t('services.column.provider'),
      isHidden: crowded,
      cell: item => <CellText title={item.provider} />,
    },
    {
      id: 'updated',
      label: t('services.column.updated'),
      isHidden: narrow,
      isSortable: true,
      cell: item => (
        <Cell>
          <TimeText at={item.updatedAt ?? item.createdAt} />
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
            getHref: (item: ServiceSummary) =>
              paths.service(item.environment, item.id),
          }
        }
        data={props.items}
        isPending={!props.items}
        isStale={props.isStale}
        pagination={props.pagination}
        sort={columnSort(ORDERS, sort)}
        emptyState={props.emptyState}
      />
    </Surface>
  );
}
