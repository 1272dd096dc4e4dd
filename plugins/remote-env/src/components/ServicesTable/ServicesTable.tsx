import {
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
  type TablePaginationType,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import type { ServiceSummary } from '../../apis';
import { usePaths } from '../../hooks';
import { useText } from '../../translation';
import { StatusBadge, Surface, TimeText } from '../../ui';
import { EndBadge } from '../EndBadge';
import { KindBadges } from '../KindBadges';
import { LabelLinks } from './LabelLinks';
import styles from './ServicesTable.module.css';
import { sortState, type ServiceSorting } from './sortState';

interface ServicesTableProps {
  items: ServiceSummary[] | undefined;
  isStale: boolean;
  pagination: TablePaginationType;
  emptyState: ReactNode;
  /** Adds the remote environment that each belongs to. */
  withEnvironment?: boolean;
  /** Adds labels, each with the address of the list that is limited to it. */
  labelHref?: (label: string) => string;
  /** Lets columns be sorted by. */
  sort?: ServiceSorting;
}

/** Registered services, one a row; a row leads to its page. */
export function ServicesTable(props: ServicesTableProps) {
  const { t } = useText();
  const paths = usePaths();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const medium = down('md');
  const { labelHref, sort } = props;
  const isSortable = Boolean(sort);
  // Filters stand beside a list that can be limited to labels.
  const hidesLabels = !labelHref || down('lg');

  const columns: ColumnConfig<ServiceSummary>[] = [
    {
      id: 'name',
      label: t('services.column.name'),
      isRowHeader: true,
      isSortable,
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
      isSortable,
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
      isHidden: hidesLabels,
      cell: item => (
        <Cell>
          {labelHref && <LabelLinks labels={item.labels} href={labelHref} />}
        </Cell>
      ),
    },
    {
      id: 'provider',
      label: t('services.column.provider'),
      isHidden: labelHref ? hidesLabels : medium,
      cell: item => <CellText title={item.provider} />,
    },
    {
      id: 'updated',
      label: t('services.column.updated'),
      isHidden: narrow,
      isSortable,
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
        sort={sort && sortState(sort)}
        emptyState={props.emptyState}
      />
    </Surface>
  );
}
