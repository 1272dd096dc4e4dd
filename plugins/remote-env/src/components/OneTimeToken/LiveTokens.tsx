import {
  Button,
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import type { LiveToken } from '../../apis';
import { useAction, useLiveQuery } from '../../hooks';
import { shortHex } from '../../lib/format/fingerprint';
import { useText } from '../../translation';
import { Section, TimeText } from '../../ui';
import { OwnerText } from '../OwnerText';
import { useTimeLeft } from './useTimeLeft';

type Row = LiveToken & { id: string };

/** One-time tokens that somebody could still use. Nothing is shown while there are none. */
export function LiveTokens({ environment }: { environment: string }) {
  const { t } = useText();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const { data } = useLiveQuery(['environment', environment, 'tokens'], api =>
    api.listTokens(environment),
  );
  const cancel = useAction(
    (api, fingerprint: string) => api.cancelToken(environment, fingerprint),
    {
      done: () => t('connection.tokens.cancelled'),
      failed: t('common.failed'),
    },
  );
  if (!data?.items.length) {
    return null;
  }

  const columns: ColumnConfig<Row>[] = [
    {
      id: 'fingerprint',
      label: t('connection.tokens.column.fingerprint'),
      isRowHeader: true,
      cell: item => <CellText title={shortHex(item.fingerprint)} />,
    },
    {
      id: 'issuedBy',
      label: t('connection.tokens.column.issuedBy'),
      isHidden: narrow,
      cell: item => (
        <Cell>
          <OwnerText entityRef={item.issuedBy} />
        </Cell>
      ),
    },
    {
      id: 'issued',
      label: t('connection.tokens.column.issued'),
      isHidden: narrow,
      cell: item => (
        <Cell>
          <TimeText at={item.issuedAt} />
        </Cell>
      ),
    },
    {
      id: 'left',
      label: t('connection.tokens.column.left'),
      cell: item => (
        <Cell>
          <TimeLeft until={item.expiresAt} />
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('common.actions'),
      cell: item => (
        <Cell>
          <Button
            size="small"
            variant="secondary"
            aria-label={`${t('connection.tokens.cancel')}: ${shortHex(
              item.fingerprint,
            )}`}
            isPending={
              cancel.isPending && cancel.variables === item.fingerprint
            }
            onPress={() => cancel.mutate(item.fingerprint)}
          >
            {t('connection.tokens.cancel')}
          </Button>
        </Cell>
      ),
    },
  ];

  return (
    <Section
      title={t('connection.tokens.title')}
      description={t('connection.tokens.description')}
    >
      <Table
        columnConfig={columns}
        data={data.items.map(item => ({ ...item, id: item.fingerprint }))}
        pagination={{ type: 'none' }}
      />
    </Section>
  );
}

function TimeLeft({ until }: { until: string }) {
  const { t } = useText();
  return <>{useTimeLeft(until) ?? t('connection.tokens.expired')}</>;
}
