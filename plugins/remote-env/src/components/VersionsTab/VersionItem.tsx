import { Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useId } from 'react';
import type { DocumentVersion, Service } from '../../apis';
import { useAction, useQueryParam } from '../../hooks';
import { fileEnding } from '../../lib/documents/fileEnding';
import { saveFile } from '../../lib/download';
import { actorName } from '../../lib/format/actor';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { StatusBadge, TimelineEntry, TimeText } from '../../ui';
import { ChangeCounts } from './ChangeCounts';
import { VersionChanges } from './VersionChanges';
import styles from './VersionsTab.module.css';

interface VersionItemProps {
  service: Service;
  version: DocumentVersion;
  /** The other versions of the same document, newest first. */
  others: readonly DocumentVersion[];
}

/** One version: who made it when, and, when it is open, what it changes. */
export function VersionItem({ service, version, others }: VersionItemProps) {
  const { t } = useText();
  const { comparison, format, number, role } = version;
  const numbered = { number: String(number) };
  const what = t(`service.details.role.${role}`);
  const [open, setOpen] = useQueryParam('version');
  const key = `${role}.${number}`;
  const isOpen = open === key;
  const panelId = useId();
  const download = useAction(
    async api => {
      const text = await api.getVersion(
        { environment: service.environment, serviceId: service.id },
        version,
      );
      const file = `${service.name}-${role}-${number}.${fileEnding(
        version.contentType,
      )}`;
      saveFile(file, text, version.contentType);
    },
    { failed: t('common.failed') },
  );
  const isCompared = comparison.state !== 'none';
  const breaks = (comparison.breaking ?? 0) > 0;

  return (
    <TimelineEntry
      tone={breaks ? 'danger' : 'success'}
      title={t('versions.number', numbered)}
      badges={
        version.current && (
          <StatusBadge tone="info">{t('versions.current')}</StatusBadge>
        )
      }
      meta={
        <>
          <TimeText at={version.at} />
          {version.changedBy && <span>{madeBy(version.changedBy)}</span>}
          <span>
            {format}, {formatBytes(version.size)}
          </span>
        </>
      }
    >
      <ChangeCounts comparison={comparison} />
      <div className={styles.actions}>
        {isCompared && (
          <Button
            size="small"
            variant="secondary"
            aria-expanded={isOpen}
            aria-controls={isOpen ? panelId : undefined}
            aria-label={t('versions.showOf', numbered)}
            onPress={() => setOpen(isOpen ? '' : key)}
          >
            {t('versions.show')}
          </Button>
        )}
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiDownloadLine />}
          aria-label={t('versions.download', { ...numbered, what })}
          isPending={download.isPending}
          onPress={() => download.mutate()}
        >
          {t('common.download')}
        </Button>
      </div>
      {isOpen && isCompared && (
        <div id={panelId}>
          <VersionChanges
            service={service}
            version={{ role, number }}
            others={others}
          />
        </div>
      )}
    </TimelineEntry>
  );

  function madeBy({ kind, by }: NonNullable<DocumentVersion['changedBy']>) {
    switch (kind) {
      case 'person':
        return t('versions.by', { by: actorName(by ?? '') });
      case 'system':
        return t('versions.bySystem');
      default:
        return t('versions.byKubernetes');
    }
  }
}
