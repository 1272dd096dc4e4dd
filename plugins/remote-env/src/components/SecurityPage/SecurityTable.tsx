import {
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
  type TablePaginationType,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import type { SecurityEvent } from '../../apis';
import { usePaths } from '../../hooks';
import { shortHex } from '../../lib/format/fingerprint';
import { absoluteTime } from '../../lib/format/time';
import { useText } from '../../translation';
import { Surface, TimeText } from '../../ui';
import styles from './SecurityPage.module.css';

const CERTIFICATE = 'certificate:';

/** Security events, one a row, the newest first. */
export function SecurityTable(props: {
  items: SecurityEvent[] | undefined;
  isStale: boolean;
  pagination: TablePaginationType;
  emptyState: ReactNode;
}) {
  const { t } = useText();
  const paths = usePaths();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const medium = down('md');

  const columns: ColumnConfig<SecurityEvent>[] = [
    {
      id: 'what',
      label: t('security.column.what'),
      isRowHeader: true,
      defaultWidth: narrow ? '1.6fr' : '3fr',
      cell: item => (
        <Cell>
          <div className={styles.what}>
            <span className={styles.kind}>
              {t(`security.kind.${item.kind}`)}
            </span>
            <span className={styles.facts}>
              {[
                item.message,
                item.route,
                // What has no column of its own on a narrow page.
                ...(narrow
                  ? [item.environment, absoluteTime(Date.parse(item.at))]
                  : []),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
        </Cell>
      ),
    },
    {
      id: 'count',
      label: t('security.column.count'),
      defaultWidth: narrow ? 72 : 90,
      cell: item => <CellText title={String(item.count)} />,
    },
    {
      id: 'address',
      label: t('security.column.address'),
      defaultWidth: '1fr',
      cell: item => (
        <Cell>
          <span className={styles.what}>
            {item.address ?? t('security.unknownAddress')}
          </span>
        </Cell>
      ),
    },
    {
      id: 'environment',
      label: t('security.column.environment'),
      defaultWidth: '1.5fr',
      isHidden: narrow,
      cell: item => (
        <CellText
          title={item.environment ?? ''}
          href={item.environment && paths?.environment(item.environment)}
        />
      ),
    },
    {
      id: 'certificate',
      label: t('security.column.certificate'),
      defaultWidth: '1.5fr',
      isHidden: medium,
      cell: ({ actor }) => (
        <Cell>
          {actor?.startsWith(CERTIFICATE) && (
            <span title={actor.slice(CERTIFICATE.length)}>
              {shortHex(actor.slice(CERTIFICATE.length))}
            </span>
          )}
        </Cell>
      ),
    },
    {
      id: 'time',
      label: t('security.column.time'),
      defaultWidth: '1.5fr',
      isHidden: narrow,
      cell: item => (
        <Cell>
          <TimeText at={item.at} />
        </Cell>
      ),
    },
  ];

  return (
    <Surface>
      <Table
        aria-label={t('security.list')}
        columnConfig={columns}
        data={props.items}
        isPending={!props.items}
        isStale={props.isStale}
        pagination={props.pagination}
        emptyState={props.emptyState}
      />
    </Surface>
  );
}
