import {
  Alert,
  Button,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import type { Token } from '../../apis';
import { useAction } from '../../hooks';
import { connectCommand, curlScript } from '../../lib/commands/connect';
import { useText } from '../../translation';
import { CodeBlock, FailurePanel, Stack } from '../../ui';
import { ConnectionProgress } from '../ConnectionProgress';
import { useTimeLeft } from './useTimeLeft';

/** Fetches a one-time token on click, never before; kept until the component that calls this lets go. */
export function useTokenWay(environment: string) {
  return useAction(api => api.issueToken(environment));
}

interface TokenWayProps {
  environment: string;
  isEnabled: boolean;
  state: ReturnType<typeof useTokenWay>;
}

/** The system fetches its certificate itself, with a token that somebody hands to it. */
export function TokenWay({ environment, isEnabled, state }: TokenWayProps) {
  const { t } = useText();
  const { data, error, isPending, mutate } = state;
  return (
    <Stack>
      <Text as="p" color="secondary">
        {t('connection.token.description')}
      </Text>
      {error && <FailurePanel error={error} />}
      {data ? (
        <>
          <ConnectionProgress
            environment={environment}
            mayConnect
            awaited={{ since: data.issuedAt }}
          />
          <TokenUse
            environment={environment}
            token={data}
            isFetching={isPending}
            onAnother={() => mutate()}
          />
        </>
      ) : (
        <div>
          <Button
            variant="primary"
            isDisabled={!isEnabled}
            isPending={isPending}
            onPress={() => mutate()}
          >
            {t('connection.token.fetch')}
          </Button>
        </div>
      )}
    </Stack>
  );
}

function TokenUse(props: {
  environment: string;
  token: Token;
  isFetching: boolean;
  onAnother(): void;
}) {
  const { environment, token, isFetching, onAnother } = props;
  const { t } = useText();
  const left = useTimeLeft(token.expiresAt);
  if (left === undefined) {
    return (
      <Alert
        status="warning"
        icon
        title={<span role="timer">{t('connection.token.expired')}</span>}
        customActions={
          <Button
            size="small"
            variant="primary"
            isPending={isFetching}
            onPress={onAnother}
          >
            {t('connection.token.fetchAnother')}
          </Button>
        }
      />
    );
  }
  return (
    <>
      <Alert
        status="warning"
        icon
        title={
          <span role="timer">
            {t('connection.token.expiresIn', { time: left })}
          </span>
        }
        description={t('connection.token.shownOnce')}
      />
      <Stack gap="small">
        <Text weight="bold">{t('connection.token.url')}</Text>
        <CodeBlock wrap code={token.url} what={t('connection.token.url')} />
      </Stack>
      <Tabs>
        <TabList>
          <Tab id="cli">{t('connection.token.cli')}</Tab>
          <Tab id="curl">{t('connection.token.curl')}</Tab>
        </TabList>
        <TabPanel id="cli">
          <CodeBlock
            wrap
            code={connectCommand(token.url, environment)}
            what={t('connection.token.cliWhat')}
          />
        </TabPanel>
        <TabPanel id="curl">
          <CodeBlock
            code={curlScript(token.url, environment)}
            what={t('connection.token.curlWhat')}
          />
        </TabPanel>
      </Tabs>
    </>
  );
}
