import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { certificateRevokePermission } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { CertificateDetails } from '../../apis';
import { useAllowed, useLiveQuery } from '../../hooks';
import { asPemFile } from '../../lib/certificates/pem';
import { saveFile } from '../../lib/download';
import { colonHex } from '../../lib/format/fingerprint';
import { absoluteTime } from '../../lib/format/time';
import { useText } from '../../translation';
import { CodeBlock, FailurePanel, KeyValues, LoadingLines } from '../../ui';
import { CertificateState } from '../CertificatesTable/CertificateState';
import styles from './CertificateDialog.module.css';
import { RevokeDialog } from './RevokeDialog';

const PEM_TYPE = 'application/x-pem-file';

interface CertificateDialogProps {
  environment: string;
  fingerprint: string;
  onClose(): void;
}

/** One certificate with everything about it, its downloads, and its revocation. */
export function CertificateDialog(props: CertificateDialogProps) {
  const { environment, fingerprint, onClose } = props;
  const { t } = useText();
  const mayRevoke = useAllowed(certificateRevokePermission, environment);
  const [revoking, setRevoking] = useState(false);
  const { data, error, refetch } = useLiveQuery(
    ['environment', environment, 'certificate', fingerprint],
    api => api.getCertificate(environment, fingerprint),
  );

  return (
    <>
      <Dialog
        isOpen={!revoking}
        width={720}
        onOpenChange={open => !open && !revoking && onClose()}
      >
        <DialogHeader>{t('connection.certificates.detailsTitle')}</DialogHeader>
        <DialogBody>
          {!data && !error && <LoadingLines lines={6} />}
          {!data && error && (
            <FailurePanel
              error={error}
              title={t('common.loadFailed')}
              onRetry={refetch}
            />
          )}
          {data && <Details certificate={data} />}
        </DialogBody>
        <DialogFooter>
          {data && (
            <>
              <Button
                variant="secondary"
                iconStart={<RiDownloadLine />}
                onPress={() =>
                  saveFile(`${environment}.pem`, asPemFile(data.pem), PEM_TYPE)
                }
              >
                {t('connection.certificates.downloadCertificate')}
              </Button>
              <Button
                variant="secondary"
                iconStart={<RiDownloadLine />}
                onPress={() =>
                  saveFile(
                    `${environment}-chain.pem`,
                    asPemFile(data.pem) + asPemFile(data.chain),
                    PEM_TYPE,
                  )
                }
              >
                {t('connection.certificates.downloadChain')}
              </Button>
            </>
          )}
          {data && mayRevoke && data.state !== 'revoked' && (
            <Button
              variant="primary"
              destructive
              onPress={() => setRevoking(true)}
            >
              {t('connection.certificates.revoke')}
            </Button>
          )}
        </DialogFooter>
      </Dialog>
      <RevokeDialog
        environment={environment}
        fingerprint={fingerprint}
        isOpen={revoking}
        onClose={() => setRevoking(false)}
      />
    </>
  );
}

function Details({ certificate }: { certificate: CertificateDetails }) {
  const { t } = useText();
  const { revocation } = certificate;
  return (
    <div className={styles.body}>
      <KeyValues
        items={[
          {
            label: t('common.state'),
            value: <CertificateState state={certificate.state} />,
          },
          {
            label: t('connection.certificates.subject'),
            value: certificate.subject,
          },
          {
            label: t('connection.certificates.issuer'),
            value: certificate.issuer,
          },
          {
            label: t('connection.certificates.serial'),
            value: certificate.serialNumber,
          },
          {
            label: t('connection.certificates.key'),
            value: certificate.keyAlgorithm,
          },
          {
            label: t('connection.certificates.validFrom'),
            value: absoluteTime(Date.parse(certificate.notBefore)),
          },
          {
            label: t('connection.certificates.validTo'),
            value: absoluteTime(Date.parse(certificate.notAfter)),
          },
          {
            label: t('connection.certificates.issuedTo'),
            value: certificate.issuedTo,
          },
          {
            label: t('connection.certificates.revokedAt'),
            value:
              revocation &&
              [
                absoluteTime(Date.parse(revocation.at)),
                t('connection.certificates.revokedBy', { who: revocation.by }),
              ].join(' '),
          },
          { label: t('common.reason'), value: revocation?.reason },
        ]}
      />
      <CodeBlock
        wrap
        code={colonHex(certificate.fingerprint)}
        what={t('connection.browser.fingerprint')}
      />
      <CodeBlock
        code={asPemFile(certificate.pem)}
        what={t('connection.certificates.pem')}
      />
    </div>
  );
}
