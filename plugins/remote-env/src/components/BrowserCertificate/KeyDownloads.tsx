import { Alert, Button, PasswordField, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useState } from 'react';
import { pemBundle, pkcs12Bundle } from '../../lib/certificates/bundles';
import { saveFile } from '../../lib/download';
import { colonHex } from '../../lib/format/fingerprint';
import { useText } from '../../translation';
import { CodeBlock, FailurePanel, Stack } from '../../ui';
import type { BrowserMade } from './useBrowserWay';

const MIN_PASSPHRASE = 8;

interface KeyDownloadsProps {
  environment: string;
  made: BrowserMade;
  isUnsaved: boolean;
  onSaved(): void;
}

/** Offers the downloads of a certificate made in this page, while its key still exists. */
export function KeyDownloads(props: KeyDownloadsProps) {
  const { environment, made, isUnsaved, onSaved } = props;
  const { fingerprint, files } = made;
  const { t } = useText();
  const [passphrase, setPassphrase] = useState('');
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
      onSaved();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(undefined);
    }
  };

  return (
    <>
      {isUnsaved && (
        <Alert
          status="warning"
          icon
          role="status"
          title={t('connection.browser.ready')}
        />
      )}
      <Stack gap="small">
        <Text weight="bold">{t('connection.browser.fingerprint')}</Text>
        <CodeBlock
          wrap
          code={colonHex(fingerprint)}
          what={t('connection.browser.fingerprint')}
        />
      </Stack>
      <Stack gap="small">
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
        <Text color="secondary">{t('connection.browser.pemDescription')}</Text>
      </Stack>
      <Stack gap="small">
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
      </Stack>
      {error !== undefined && <FailurePanel error={error} />}
    </>
  );
}
