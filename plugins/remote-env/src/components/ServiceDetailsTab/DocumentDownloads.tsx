import { Button, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import type { DocumentInfo, Service } from '../../apis';
import { useAction } from '../../hooks';
import { fileEnding } from '../../lib/documents/fileEnding';
import { saveFile } from '../../lib/download';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { Section } from '../../ui';
import styles from './ServiceDetailsTab.module.css';

/** The documents of a service, each to be downloaded as it was registered. */
export function DocumentDownloads({ service }: { service: Service }) {
  const { t } = useText();
  const download = useAction(
    async (api, document: DocumentInfo) => {
      const text = await api.getDocument(
        { environment: service.environment, serviceId: service.id },
        document.role,
      );
      saveFile(
        `${service.name}-${document.role}.${fileEnding(document.contentType)}`,
        text,
        document.contentType,
      );
    },
    { failed: t('common.failed') },
  );
  return (
    <Section
      title={t('service.details.documents')}
      description={
        service.documents.length > 0
          ? t('service.details.documentsDescription')
          : t('service.details.noDocuments')
      }
    >
      <ul className={styles.documents}>
        {service.documents.map(document => (
          <li key={document.role} className={styles.document}>
            <div>
              <Text as="div" weight="bold">
                {t(`service.details.role.${document.role}`)}
              </Text>
              <Text as="div" color="secondary">
                {document.format}, {formatBytes(document.size)}
              </Text>
            </div>
            <Button
              size="small"
              variant="secondary"
              iconStart={<RiDownloadLine />}
              aria-label={`${t('common.download')}: ${t(
                `service.details.role.${document.role}`,
              )}`}
              isPending={
                download.isPending && download.variables.role === document.role
              }
              onPress={() => download.mutate(document)}
            >
              {t('common.download')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
