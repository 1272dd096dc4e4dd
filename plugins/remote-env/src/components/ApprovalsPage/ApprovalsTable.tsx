import {
  Cell,
  CellText,
  Link,
  Table,
  useBreakpoint,
  type ColumnConfig,
  type TablePaginationType,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import type { Environment } from '../../apis';
import { usePaths } from '../../hooks';
import { actorName } from '../../lib/format/actor';
import { useText } from '../../translation';
import { Surface, TimeText } from '../../ui';
import { OwnerText } from '../OwnerText';
import { StateLabel } from '../StateLabel';
import { ApprovalActions } from './ApprovalActions';
import { ApprovalProgress } from './ApprovalProgress';
import styles from './ApprovalsPage.module.css';

type Row = Environment & { id: string };

interface ApprovalsTableProps {
  items: Environment[] | undefined;
  /** Whether they wait, and can be selected. */
  isWaiting: boolean;
  isStale: boolean;
  pagination: TablePaginationType;
  /** Uids. */
  selected: ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
  emptyState: ReactNode;
}

function labelTexts({ labels }: Environment): string[] {
  return Object.entries(labels).map(([key, value]) =>
    value ? `${key}: ${value}` : key,
  );
}

/** Remote environments to decide on, one a row. */
export function ApprovalsTable(props: ApprovalsTableProps) {
  const { items, isWaiting } = props;
  const { t } = useText();
  const paths = usePaths();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const medium = down('md');

  /** What has no column of its own where there is no room. */
  const inShort = (item: Environment) =>
    [
      item.displayName && item.name,
      item.requestedBy &&
        t('approvals.by', { who: actorName(item.requestedBy) }),
      ...labelTexts(item),
    ]
      .filter(Boolean)
      .join(' · ');

  const columns: ColumnConfig<Row>[] = [
    {
      id: 'name',
      label: t('approvals.column.name'),
      isRowHeader: true,
      minWidth: 160,
      cell: item =>
        medium ? (
          <Cell>
            <Link href={paths?.environment(item.name)}>
              {item.displayName ?? item.name}
            </Link>
            <div className={styles.short}>{inShort(item)}</div>
          </Cell>
        ) : (
          <CellText
            title={item.displayName ?? item.name}
            description={item.displayName ? item.name : item.description}
            href={paths?.environment(item.name)}
          />
        ),
    },
    {
      id: 'requester',
      label: t('approvals.column.requester'),
      isHidden: medium,
      cell: item => (
        <Cell>
          {item.requestedBy && <OwnerText entityRef={item.requestedBy} />}
        </Cell>
      ),
    },
    {
      id: 'owner',
      label: t('approvals.column.owner'),
      isHidden: medium,
      cell: item => (
        <Cell>{item.owner && <OwnerText entityRef={item.owner} />}</Cell>
      ),
    },
    {
      id: 'labels',
      label: t('approvals.column.labels'),
      isHidden: medium,
      cell: item => (
        <Cell>
          <span className={styles.labels}>
            {labelTexts(item).map(label => (
              <span key={label}>{label}</span>
            ))}
          </span>
        </Cell>
      ),
    },
    {
      id: 'age',
      label: t(`approvals.column.${isWaiting ? 'age' : 'decided'}`),
      isHidden: narrow,
      cell: item => (
        <Cell>
          <TimeText
            at={
              isWaiting ? item.createdAt : item.decision?.at ?? item.createdAt
            }
          />
        </Cell>
      ),
    },
    {
      id: 'missing',
      label: t('approvals.column.missing'),
      isHidden: narrow && isWaiting,
      cell: item => (
        <Cell>
          {isWaiting ? (
            <ApprovalProgress environment={item} />
          ) : (
            <StateLabel environment={item} />
          )}
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('common.actions'),
      isHidden: !isWaiting,
      minWidth: narrow ? 110 : 190,
      cell: item => (
        <Cell>
          {narrow && <ApprovalProgress environment={item} />}
          <ApprovalActions environment={item} />
        </Cell>
      ),
    },
  ];

  return (
    <Surface>
      <Table
        columnConfig={columns}
        data={items?.map(item => ({ ...item, id: item.uid }))}
        isPending={!items}
        isStale={props.isStale}
        pagination={props.pagination}
        emptyState={props.emptyState}
        selection={{
          mode: isWaiting && items?.length ? 'multiple' : 'none',
          behavior: 'toggle',
          selected: new Set(props.selected),
          onSelectionChange: keys =>
            props.onSelect(
              new Set(
                keys === 'all'
                  ? items?.map(({ uid }) => uid)
                  : [...keys].map(String),
              ),
            ),
        }}
      />
    </Surface>
  );
}
