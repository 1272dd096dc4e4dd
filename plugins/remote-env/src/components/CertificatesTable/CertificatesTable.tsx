import {
  Button,
  Cell,
  CellText,
  Table,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { useState } from 'react';
import type { Certificate } from '../../apis';
import { usePages } from '../../hooks';
import { shortHex } from '../../lib/format/fingerprint';
import { daysLeft, dayText } from '../../lib/format/time';
import { useText } from '../../translation';
import { EmptyState, FailurePanel, Section, TimeText } from '../../ui';
import { CertificateDialog } from '../CertificateDialog';
import { CertificateState } from './CertificateState';

/** Days before its end from which a certificate is said to expire soon. */
const SOON_DAYS = 14;

type Row = Certificate & { id: string };

/** Every certificate issued for one remote environment. */
export function CertificatesTable({ environment }: { environment: string }) {
  const { t } = useText();
  const { down } = useBreakpoint();
  const narrow = down('sm');
  const [shown, setShown] = useState<string>();
  const list = usePages(
    ['environment', environment, 'certificates'],
    (api, page) => api.listCertificates(environment, page),
  );

  const validity = (certificate: Certificate) => {
    const until = Date.parse(certificate.notAfter);
    const left = daysLeft(until, Date.now());
    const soon =
      certificate.state === 'valid' && left >= 0 && left <= SOON_DAYS
        ? t('connection.certificates.expiresSoon', { count: left })
        : undefined;
    return <CellText title={dayText(until)} description={soon} />;
  };

  const columns: ColumnConfig<Row>[] = [
    {
      id: 'certificate',
      label: t('connection.certificates.column.certificate'),
      isRowHeader: true,
      cell: item => (
        <CellText
          title={shortHex(item.serialNumber)}
          description={shortHex(item.fingerprint)}
        />
      ),
    },
    {
      id: 'state',
      label: t('connection.certificates.column.state'),
      cell: item => (
        <Cell>
          <CertificateState state={item.state} />
        </Cell>
      ),
    },
    {
      id: 'validity',
      label: t('connection.certificates.column.validity'),
      isHidden: narrow,
      cell: validity,
    },
    {
      id: 'source',
      label: t('connection.certificates.column.source'),
      isHidden: narrow,
      cell: item => (
        <CellText title={t(`connection.certificates.source.${item.source}`)} />
      ),
    },
    {
      id: 'lastUsed',
      label: t('connection.certificates.column.lastUsed'),
      isHidden: narrow,
      cell: item => (
        <Cell>
          {item.lastUsed ? <TimeText at={item.lastUsed} /> : t('common.never')}
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
            onPress={() => setShown(item.fingerprint)}
          >
            {t('connection.certificates.show')}
          </Button>
        </Cell>
      ),
    },
  ];

  return (
    <Section
      title={t('connection.certificates.title')}
      description={t('connection.certificates.description')}
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
          data={list.items?.map(item => ({ ...item, id: item.fingerprint }))}
          isPending={!list.items}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          emptyState={<EmptyState title={t('connection.certificates.empty')} />}
        />
      )}
      {shown && (
        <CertificateDialog
          environment={environment}
          fingerprint={shown}
          onClose={() => setShown(undefined)}
        />
      )}
    </Section>
  );
}
