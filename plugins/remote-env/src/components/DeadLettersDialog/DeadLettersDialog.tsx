import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import type { DeadLetter } from '../../apis';
import { useAction, useLiveQuery } from '../../hooks';
import { formatEventType } from '../../lib/forms/eventTypes';
import { useText } from '../../translation';
import {
  CodeBlock,
  EmptyState,
  FailurePanel,
  LoadingLines,
  TimeText,
} from '../../ui';
import styles from './DeadLettersDialog.module.css';

const SHOWN = 50;

interface DeadLettersDialogProps {
  environment: string;
  subscriptionId: string;
  mayReplay: boolean;
  onClose(): void;
}

/** Events that one subscriber did not take, each with the reason and a way to deliver it again. */
export function DeadLettersDialog(props: DeadLettersDialogProps) {
  const { environment, subscriptionId, mayReplay, onClose } = props;
  const { t } = useText();
  const { data, error, refetch } = useLiveQuery(
    ['environment', environment, 'dead-letters', subscriptionId],
    api => api.listDeadLetters(environment, subscriptionId, { limit: SHOWN }),
  );
  const replay = useAction(
    (api, id: string) => api.replayDeadLetter(environment, subscriptionId, id),
    {
      done: () => t('events.deadLetters.replayed'),
      failed: t('common.failed'),
    },
  );

  return (
    <Dialog isOpen width={680} onOpenChange={open => !open && onClose()}>
      <DialogHeader>{t('events.deadLetters.title')}</DialogHeader>
      <DialogBody>
        {!data && !error && <LoadingLines lines={4} />}
        {!data && error && (
          <FailurePanel
            error={error}
            title={t('common.loadFailed')}
            onRetry={refetch}
          />
        )}
        {data?.items.length === 0 && (
          <EmptyState title={t('events.deadLetters.empty')} />
        )}
        <ul className={styles.list}>
          {data?.items.map(letter => (
            <Letter
              key={letter.id}
              letter={letter}
              action={
                mayReplay && (
                  <Button
                    size="small"
                    variant="secondary"
                    isPending={
                      replay.isPending && replay.variables === letter.id
                    }
                    onPress={() => replay.mutate(letter.id)}
                  >
                    {t('events.deadLetters.replay')}
                  </Button>
                )
              }
            />
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Letter(props: { letter: DeadLetter; action: ReactNode }) {
  const { t } = useText();
  const { letter, action } = props;
  return (
    <li className={styles.letter}>
      <div className={styles.head}>
        <Text weight="bold">{formatEventType(letter)}</Text>
        {action}
      </div>
      <Text color="secondary">
        {t('events.deadLetters.attempts', { count: letter.attempts })},{' '}
        <TimeText at={letter.at} />: {letter.reason}
      </Text>
      {letter.data && (
        <CodeBlock
          wrap
          code={letter.data}
          what={t('events.deadLetters.data')}
        />
      )}
    </li>
  );
}
