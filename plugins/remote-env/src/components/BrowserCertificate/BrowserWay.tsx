import { Alert, Button, Text } from '@backstage/ui';
import { canMakeKeys } from '../../lib/certificates/keyAndRequest';
import { useText } from '../../translation';
import { FailurePanel, Stack } from '../../ui';
import { ConnectionProgress } from '../ConnectionProgress';
import { KeyDownloads } from './KeyDownloads';
import type { useBrowserWay } from './useBrowserWay';

interface BrowserWayProps {
  environment: string;
  isEnabled: boolean;
  state: ReturnType<typeof useBrowserWay>;
}

/** Key and certificate are made here and installed by hand. */
export function BrowserWay({ environment, isEnabled, state }: BrowserWayProps) {
  const { t } = useText();
  const { made, error, isPending } = state;
  return (
    <Stack>
      <Text as="p" color="secondary">
        {t('connection.browser.description')}
      </Text>
      {error && <FailurePanel error={error} />}
      {!made && !canMakeKeys() && (
        <Alert status="info" icon title={t('connection.browser.unavailable')} />
      )}
      {!made && canMakeKeys() && (
        <div>
          <Button
            variant="primary"
            isDisabled={!isEnabled}
            isPending={isPending}
            onPress={() => state.make()}
          >
            {t('connection.browser.make')}
          </Button>
        </div>
      )}
      {made && (
        <>
          <KeyDownloads
            environment={environment}
            made={made}
            isUnsaved={state.isKeyUnsaved}
            onSaved={() => state.noteSaved()}
          />
          <ConnectionProgress
            environment={environment}
            mayConnect
            awaited={{ fingerprint: made.fingerprint }}
          />
        </>
      )}
    </Stack>
  );
}
