import { Alert, Button } from '@backstage/ui';
import { RiShieldKeyholeLine } from '@remixicon/react';
import { useAction } from '../../hooks';
import {
  canMakeKeys,
  createKeyAndRequest,
} from '../../lib/certificates/keyAndRequest';
import { useText } from '../../translation';
import { Way } from '../../ui';
import { NewCertificateDialog } from './NewCertificateDialog';

interface BrowserCertificateProps {
  environment: string;
  isEnabled: boolean;
}

/** Makes a key in this page and has its certificate signed. Only the CSR leaves the page. */
export function BrowserCertificate(props: BrowserCertificateProps) {
  const { environment, isEnabled } = props;
  const { t } = useText();
  const available = canMakeKeys();

  const make = useAction(
    async api => {
      const { subject, keyAlgorithm } = await api.getSigningInfo(environment);
      const { privateKeyPem, requestPem } = await createKeyAndRequest(
        subject,
        keyAlgorithm,
      );
      const issued = await api.signCertificate(environment, requestPem);
      return {
        fingerprint: issued.fingerprint,
        files: {
          privateKeyPem,
          certificatePem: issued.certificate,
          chainPem: issued.chain,
        },
      };
    },
    { failed: t('common.failed') },
  );

  return (
    <Way
      icon={<RiShieldKeyholeLine />}
      title={t('connection.browser.title')}
      description={t('connection.browser.description')}
    >
      {available ? (
        <Button
          variant="secondary"
          isDisabled={!isEnabled}
          isPending={make.isPending}
          onPress={() => make.mutate()}
        >
          {t('connection.browser.make')}
        </Button>
      ) : (
        <Alert status="info" icon title={t('connection.browser.unavailable')} />
      )}
      {make.data && (
        <NewCertificateDialog
          environment={environment}
          fingerprint={make.data.fingerprint}
          files={make.data.files}
          onClose={() => make.reset()}
        />
      )}
    </Way>
  );
}
