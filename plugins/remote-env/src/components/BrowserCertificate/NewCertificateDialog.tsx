import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  PasswordField,
  Text,
} from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useState } from 'react';
import {
  pemBundle,
  pkcs12Bundle,
  type CertificateFiles,
} from '../../lib/certificates/bundles';
import { saveFile } from '../../lib/download';
import { colonHex } from '../../lib/format/fingerprint';
import { useText } from '../../translation';
import { CodeBlock, FailurePanel } from '../../ui';
import styles from './NewCertificateDialog.module.css';

const MIN_PASSPHRASE = 8;

interface NewCertificateDialogProps {
  environment: string;
  fingerprint: string;
  files: CertificateFiles;
  onClose(): void;
}

/** Offers the downloads of a certificate made in this page, while its key still exists. */
export function NewCertificateDialog(props: NewCertificateDialogProps) {
  const { environment, fingerprint, files, onClose } = props;
  const { t } = useText();
  const [passphrase, setPassphrase] = useState('');
  const [saved, setSaved] = useState(false);
  const [closing, setClosing] = useState(false);
  const [busy, setBusy] = useState<'pem' | 'pkcs12'>();
  const [error, setError] = useState<unknown>();

  const save = async (
    kind: 'pem' | 'pkcs12',
    make: () => Promise<Uint8Array>,
    name: string,
    type: string,
  ) => {
    setBusy(kind);
    setError(undefined);
    try {
      saveFile(name, await make(), type);
      setSaved(true);
      setClosing(false);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(undefined);
    }
  };
  const tryToClose = () => (saved || closing ? onClose() : setClosing(true));

  return (
    <Dialog
      isOpen
      width={640}
      isDismissable={saved}
      onOpenChange={open => !open && tryToClose()}
    >
      <DialogHeader>
        {t('connection.browser.dialogTitle', { name: environment })}
      </DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          <Alert
            status={closing ? 'danger' : 'warning'}
            icon
            role="status"
            title={
              closing
                ? t('connection.browser.confirmClose')
                : t('connection.browser.ready')
            }
          />
          <div className={styles.part}>
            <Text weight="bold">{t('connection.browser.fingerprint')}</Text>
            <CodeBlock
              wrap
              code={colonHex(fingerprint)}
              what={t('connection.browser.fingerprint')}
            />
          </div>
          <div className={styles.part}>
            <Button
              variant="primary"
              iconStart={<RiDownloadLine />}
              isPending={busy === 'pem'}
              onPress={() =>
                save(
                  'pem',
                  () => pemBundle(files),
                  `${environment}.zip`,
                  'application/zip',
                )
              }
            >
              {t('connection.browser.pem')}
            </Button>
            <Text color="secondary">
              {t('connection.browser.pemDescription')}
            </Text>
          </div>
          <div className={styles.part}>
            <PasswordField
              label={t('connection.browser.passphrase')}
              description={t('connection.browser.passphraseDescription')}
              autoComplete="new-password"
              value={passphrase}
              onChange={setPassphrase}
            />
            <Button
              variant="secondary"
              iconStart={<RiDownloadLine />}
              isDisabled={passphrase.length < MIN_PASSPHRASE}
              isPending={busy === 'pkcs12'}
              onPress={() =>
                save(
                  'pkcs12',
                  () => pkcs12Bundle(files, passphrase, environment),
                  `${environment}.p12`,
                  'application/x-pkcs12',
                )
              }
            >
              {t('connection.browser.pkcs12')}
            </Button>
            <Text color="secondary">
              {t('connection.browser.pkcs12Description')}
            </Text>
          </div>
          {error !== undefined && <FailurePanel error={error} />}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" destructive={closing} onPress={tryToClose}>
          {closing ? t('connection.browser.closeAnyway') : t('common.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
