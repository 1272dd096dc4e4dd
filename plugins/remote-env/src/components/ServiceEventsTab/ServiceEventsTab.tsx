import { Button } from '@backstage/ui';
import { RiSendPlaneLine } from '@remixicon/react';
import {
  eventSendPermission,
  subscriptionManagePermission,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { DocumentInfo, Service } from '../../apis';
import { useAllowed } from '../../hooks';
import { viewerOf } from '../../lib/documents/viewerOf';
import { useText } from '../../translation';
import { EmptyState, Section } from '../../ui';
import { SendEventDialog } from '../SendEventDialog';
import { DocumentDownload } from '../DocumentDownload';
import { OutlineView } from '../OutlineView';
import { ServiceDocument } from '../ServiceDocument';
import { SubscribeDialog } from '../SubscribeDialog';
import { EventTypes } from './EventTypes';

/** The events that a service names, and its catalog of them. */
export function ServiceEventsTab({ service }: { service: Service }) {
  const { t } = useText();
  const { environment, eventTypes } = service;
  const maySubscribe = useAllowed(subscriptionManagePermission, environment);
  const maySend = useAllowed(eventSendPermission, environment);
  const [open, setOpen] = useState<'subscribe' | 'send'>();
  const close = () => setOpen(undefined);
  const document = service.documents.find(({ role }) => role === 'eventSpec');
  const whole = (of: DocumentInfo) => (
    <ServiceDocument service={service} document={of} />
  );

  return (
    <>
      {eventTypes.length > 0 && (
        <Section
          title={t('service.eventTypes.title')}
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
                  {t('service.eventTypes.subscribe')}
                </Button>
              )}
            </>
          }
        >
          <EventTypes types={eventTypes} />
        </Section>
      )}
      {document ? (
        <>
          <DocumentDownload service={service} document={document} />
          {viewerOf(document) === 'channels' ? (
            <OutlineView
              service={service}
              document={document}
              whole={whole(document)}
            />
          ) : (
            whole(document)
          )}
        </>
      ) : (
        <EmptyState title={t('service.document.none')} />
      )}
      <SubscribeDialog
        environment={environment}
        eventTypes={eventTypes}
        isOpen={open === 'subscribe'}
        onClose={close}
      />
      <SendEventDialog
        environment={environment}
        eventTypes={eventTypes}
        isOpen={open === 'send'}
        onClose={close}
      />
    </>
  );
}
