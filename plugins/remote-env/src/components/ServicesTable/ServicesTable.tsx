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
import { KindBadges } from '../KindBadges';
import styles from './ServicesTable.module.css';

interface ServicesTableProps {
  items: ServiceSummary[] | undefined;
  isStale: boolean;
  pagination: TablePaginationType;
  emptyState: ReactNode;
  /** Adds the remote environment that each belongs to. */
  withEnvironment?: boolean;
}

/** Registered services, one a row; a row leads to its page. */
export function ServicesTable(props: ServicesTableProps) {
  const { t } = useText();
  const paths = usePaths();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const medium = down('md');

  const columns: ColumnConfig<ServiceSummary>[] = [
    {
      id: 'name',
      label: t('services.column.name'),
      isRowHeader: true,
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
            {item.deprecation && (
              <StatusBadge tone="warning">
                {t('retiring.badge', { day: item.deprecation.endsOn })}
              </StatusBadge>
            )}
            {item.calls?.answers === false && (
              <StatusBadge tone="danger">{t('services.callsFail')}</StatusBadge>
            )}
          </div>
        </Cell>
      ),
    },
    {
      id: 'provider',
      label: t('services.column.provider'),
      isHidden: medium,
      cell: item => <CellText title={item.provider} />,
    },
    {
      id: 'updated',
      label: t('services.column.updated'),
      isHidden: narrow,
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
        emptyState={props.emptyState}
      />
    </Surface>
  );
}
