import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import type { Token } from '../../apis';
import { connectCommand, curlCommands } from '../../lib/commands/connect';
import { useText } from '../../translation';
import { CodeBlock } from '../../ui';
import styles from './TokenDialog.module.css';
import { useTimeLeft } from './useTimeLeft';

interface TokenDialogProps {
  environment: string;
  token: Token;
  isFetching: boolean;
  onAnother(): void;
  onClose(): void;
}

/** Shows a one-time token with the time it has left, and what to do with it. */
export function TokenDialog(props: TokenDialogProps) {
  const { environment, token, isFetching, onAnother, onClose } = props;
  const { t } = useText();
  const left = useTimeLeft(token.expiresAt);
  const expired = left === undefined;

  return (
    <Dialog isOpen width={720} onOpenChange={open => !open && onClose()}>
      <DialogHeader>
        {t('connection.token.dialogTitle', { name: environment })}
      </DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          <Alert
            status={expired ? 'danger' : 'warning'}
            icon
            title={
              <span role="timer">
                {expired
                  ? t('connection.token.expired')
                  : t('connection.token.expiresIn', { time: left })}
              </span>
            }
            description={expired ? undefined : t('connection.token.shownOnce')}
          />
          {!expired && (
            <>
              <div className={styles.part}>
                <Text weight="bold">{t('connection.token.url')}</Text>
                <CodeBlock
                  wrap
                  code={token.url}
                  what={t('connection.token.url')}
                />
              </div>
              <Tabs>
                <TabList>
                  <Tab id="cli">{t('connection.token.cli')}</Tab>
                  <Tab id="curl">{t('connection.token.curl')}</Tab>
                </TabList>
                <TabPanel id="cli" className={styles.panel}>
                  <CodeBlock
                    wrap
                    code={connectCommand(token.url, environment)}
                    what={t('connection.token.cliWhat')}
                  />
                </TabPanel>
                <TabPanel id="curl" className={styles.panel}>
                  <CodeBlock
                    code={curlCommands(token.url, environment)}
                    what={t('connection.token.curlWhat')}
                  />
                </TabPanel>
              </Tabs>
            </>
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        {expired && (
          <Button variant="primary" isPending={isFetching} onPress={onAnother}>
            {t('connection.token.fetchAnother')}
          </Button>
        )}
        <Button variant="secondary" onPress={onClose}>
          {t('common.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
