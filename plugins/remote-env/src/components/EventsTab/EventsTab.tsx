import { Button } from '@backstage/ui';
import { RiSendPlaneLine } from '@remixicon/react';
import {
  eventSendPermission,
  subscriptionManagePermission,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { Environment } from '../../apis';
import { useAllowed } from '../../hooks';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { SendEventDialog } from '../SendEventDialog';
import { SubscribeDialog } from '../SubscribeDialog';
import { SubscriptionsTable } from '../SubscriptionsTable';

/** Who gets the events of one remote environment, and a way to send one. */
export function EventsTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  const { name } = environment;
  const maySubscribe = useAllowed(subscriptionManagePermission, name);
  const maySend = useAllowed(eventSendPermission, name);
  const [open, setOpen] = useState<'subscribe' | 'send'>();
  const close = () => setOpen(undefined);

  return (
    <Section
      title={t('events.subscriptions.title')}
      description={t('events.subscriptions.description')}
      actions={
        <>
          {maySend && (
            <Button
              variant="secondary"
              iconStart={<RiSendPlaneLine />}
              onPress={() => setOpen('send')}
            >
              {t('events.send.button')}
            </Button>
          )}
          {maySubscribe && (
            <Button variant="primary" onPress={() => setOpen('subscribe')}>
              {t('events.subscriptions.add')}
            </Button>
          )}
        </>
      }
    >
      <SubscriptionsTable environment={name} mayManage={maySubscribe} />
      <SubscribeDialog
        environment={name}
        isOpen={open === 'subscribe'}
        onClose={close}
      />
      <SendEventDialog
        environment={name}
        isOpen={open === 'send'}
        onClose={close}
      />
    </Section>
  );
}
