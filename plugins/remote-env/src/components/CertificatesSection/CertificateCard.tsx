import { Box, Button, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useId, useState } from 'react';
import type { Certificate } from '../../apis';
import { useAction } from '../../hooks';
import { asPemFile } from '../../lib/certificates/pem';
import { saveFile } from '../../lib/download';
import { shortHex } from '../../lib/format/fingerprint';
import { useText } from '../../translation';
import { Row } from '../../ui';
import styles from './CertificateCard.module.css';
import { CertificateFacts } from './CertificateFacts';
import { CertificateState } from './CertificateState';
import { RevokeDialog } from './RevokeDialog';
import { ValidityBar } from './ValidityBar';

const PEM_TYPE = 'application/x-pem-file';
const DOWNLOADS = ['Certificate', 'Chain', 'Both'] as const;
type Download = (typeof DOWNLOADS)[number];

interface CertificateCardProps {
  environment: string;
  certificate: Certificate;
  mayRevoke: boolean;
}

/** One certificate with everything about it, its downloads, and its revocation. */
export function CertificateCard(props: CertificateCardProps) {
  const { environment, certificate, mayRevoke } = props;
  const { t } = useText();
  const title = useId();
  const [revoking, setRevoking] = useState(false);
  const { fingerprint, serialNumber, state } = certificate;
  const serial = shortHex(serialNumber);
  const download = useAction(
    async (api, what: Download) => {
      const { pem, chain } = await api.getCertificate(environment, fingerprint);
      const [leaf, issuers] = [asPemFile(pem), asPemFile(chain)];
      const name = `${environment}-${serialNumber.slice(0, 8).toLowerCase()}`;
      const files: Record<Download, [string, string]> = {
        Certificate: [`${name}.pem`, leaf],
        Chain: [`${name}-chain.pem`, issuers],
        Both: [`${name}-with-chain.pem`, leaf + issuers],
      };
      saveFile(...files[what], PEM_TYPE);
    },
    { failed: t('common.failed') },
  );

  return (
    <Box
      as="article"
      bg="neutral"
      className={styles.card}
      aria-labelledby={title}
      data-fingerprint={fingerprint}
    >
      <div className={styles.head}>
        <Text as="h4" id={title} weight="bold">
          {t('connection.certificates.name', { serial })}
        </Text>
        <CertificateState state={state} />
      </div>
      <ValidityBar certificate={certificate} />
      <CertificateFacts certificate={certificate} />
      <Row>
        {DOWNLOADS.map(what => (
          <Button
            key={what}
            size="small"
            variant="secondary"
            iconStart={<RiDownloadLine />}
            isPending={download.isPending && download.variables === what}
            aria-describedby={title}
            onPress={() => download.mutate(what)}
          >
            {t(`connection.certificates.download${what}`)}
          </Button>
        ))}
        {mayRevoke && state === 'valid' && (
          <Button
            size="small"
            variant="secondary"
            destructive
            aria-describedby={title}
            onPress={() => setRevoking(true)}
          >
            {t('connection.certificates.revoke')}
          </Button>
        )}
      </Row>
      <RevokeDialog
        environment={environment}
        fingerprint={fingerprint}
        isOpen={revoking}
        onClose={() => setRevoking(false)}
      />
    </Box>
  );
}
