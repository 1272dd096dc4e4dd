import { Button, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import type { IssuedCertificate } from '../../apis';
import { asPemFile } from '../../lib/certificates/pem';
import { saveFile } from '../../lib/download';
import { useText } from '../../translation';
import { FailurePanel, Row, Stack } from '../../ui';
import { ConnectionProgress } from '../ConnectionProgress';
import { RequestField } from './RequestField';
import { RequestReport } from './RequestReport';
import type { UploadState } from './useUploadWay';

const PEM_TYPE = 'application/x-pem-file';

interface UploadWayProps {
  environment: string;
  isEnabled: boolean;
  state: UploadState;
}

/** A certificate for a request that was made elsewhere, so that the key never comes here. */
export function UploadWay({ environment, isEnabled, state }: UploadWayProps) {
  const { t } = useText();
  const { issued, report } = state;
  if (issued) {
    return (
      <Stack>
        <Text weight="bold">{t('connection.upload.ready')}</Text>
        <Downloads environment={environment} issued={issued} />
        <ConnectionProgress
          environment={environment}
          mayConnect
          awaited={{ fingerprint: issued.fingerprint }}
        />
        <div>
          <Button variant="tertiary" onPress={() => state.again()}>
            {t('connection.upload.again')}
          </Button>
        </div>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text as="p" color="secondary">
        {t('connection.upload.description')}
      </Text>
      <RequestField state={state} isEnabled={isEnabled} />
      <RequestReport state={state} />
      {state.signError && <FailurePanel error={state.signError} />}
      <div>
        <Button
          variant="primary"
          isDisabled={!isEnabled || report?.problems.length !== 0}
          isPending={state.isSigning}
          onPress={() => state.sign()}
        >
          {t('connection.upload.sign')}
        </Button>
      </div>
    </Stack>
  );
}

function Downloads(props: { environment: string; issued: IssuedCertificate }) {
  const { environment, issued } = props;
  const { t } = useText();
  const leaf = asPemFile(issued.certificate);
  const chain = asPemFile(issued.chain);
  const files = [
    ['certificate', `${environment}.pem`, leaf],
    ['chain', `${environment}-chain.pem`, chain],
    ['both', `${environment}-with-chain.pem`, leaf + chain],
  ] as const;
  return (
    <Row>
      {files.map(([what, name, content]) => (
        <Button
          key={what}
          variant="secondary"
          iconStart={<RiDownloadLine />}
          onPress={() => saveFile(name, content, PEM_TYPE)}
        >
          {t(`connection.upload.${what}`)}
        </Button>
      ))}
    </Row>
  );
}
