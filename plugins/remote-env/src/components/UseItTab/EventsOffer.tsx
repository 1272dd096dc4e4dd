import { Alert, Button } from '@backstage/ui';
import { subscriptionManagePermission } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { Service } from '../../apis';
import { useAllowed } from '../../hooks';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { SubscribeDialog } from '../SubscribeDialog';

/** Subscribes a consumer to the events that a service names. */
export function EventsOffer({ service }: { service: Service }) {
  const { t } = useText();
  const { environment, eventTypes } = service;
  const maySubscribe = useAllowed(subscriptionManagePermission, environment);
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t('useIt.subscribe.title')}
      description={t('useIt.subscribe.description')}
      actions={
        maySubscribe && (
          <Button variant="primary" onPress={() => setOpen(true)}>
            {t('events.subscriptions.add')}
          </Button>
        )
      }
    >
      {!maySubscribe && (
        <Alert status="info" icon title={t('useIt.subscribe.notAllowed')} />
      )}
      <SubscribeDialog
        environment={environment}
        eventTypes={eventTypes}
        isOpen={open}
        onClose={() => setOpen(false)}
      />
    </Section>
  );
}
