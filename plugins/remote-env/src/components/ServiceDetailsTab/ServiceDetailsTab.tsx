import { Button } from '@backstage/ui';
import { serviceRemovePermission } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { Service } from '../../apis';
import { useAllowed } from '../../hooks';
import { actorName } from '../../lib/format/actor';
import { formatLabels } from '../../lib/forms/labels';
import { useText } from '../../translation';
import { CopyButton, KeyValues, Section, TimeText } from '../../ui';
import { RemoveServiceDialog } from '../ServiceActions';
import { DocumentDownloads } from './DocumentDownloads';
import styles from './ServiceDetailsTab.module.css';

function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span className={styles.copyable}>
      <span>{text}</span>
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** Everything that was registered with a service, except its secrets, which nobody sees. */
export function ServiceDetailsTab({ service }: { service: Service }) {
  const { t } = useText();
  const { environment, id, changedBy } = service;
  const mayRemove = useAllowed(serviceRemovePermission, environment);
  const [removing, setRemoving] = useState(false);

  return (
    <>
      <Section
        title={t('service.details.title')}
        actions={
          mayRemove && (
            <Button
              variant="secondary"
              destructive
              onPress={() => setRemoving(true)}
            >
              {t('service.details.remove')}
            </Button>
          )
        }
      >
        <KeyValues
          items={[
            {
              label: t('service.details.id'),
              value: <Copyable text={id} what={t('service.details.id')} />,
            },
            { label: t('service.details.name'), value: service.name },
            {
              label: t('service.details.identifier'),
              value: service.identifier,
            },
            { label: t('service.details.provider'), value: service.provider },
            { label: t('service.details.target'), value: service.targetUrl },
            {
              label: t('service.details.gatewayPath'),
              value: service.gatewayPath && (
                <Copyable
                  text={service.gatewayPath}
                  what={t('service.details.gatewayPath')}
                />
              ),
            },
            {
              label: t('service.details.authentication'),
              value:
                service.authentication &&
                t(`service.details.auth.${service.authentication.type}`),
            },
            {
              label: t('service.details.tokenUrl'),
              value: service.authentication?.tokenUrl,
            },
            {
              label: t('service.details.labels'),
              value: formatLabels(service.labels).replaceAll('\n', ', '),
            },
            {
              label: t('service.details.registered'),
              value: <TimeText at={service.createdAt} />,
            },
            {
              label: t('service.details.updated'),
              value: service.updatedAt && <TimeText at={service.updatedAt} />,
            },
            {
              label: t('service.details.changedBy'),
              value:
                changedBy &&
                t(`service.details.origin.${changedBy.kind}`, {
                  by: actorName(changedBy.by ?? ''),
                }),
            },
          ]}
        />
      </Section>
      <DocumentDownloads service={service} />
      <RemoveServiceDialog
        service={service}
        isOpen={removing}
        onClose={() => setRemoving(false)}
      />
    </>
  );
}
