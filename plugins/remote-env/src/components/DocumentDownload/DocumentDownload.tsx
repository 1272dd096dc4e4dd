import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { isExportable } from '@remote-env/plugin-remote-env-common';
import type { DocumentInfo, ExportSyntax, Service } from '../../apis';
import { useAction } from '../../hooks';
import { fileEnding } from '../../lib/documents/fileEnding';
import { saveFile } from '../../lib/download';
import { useText } from '../../translation';
import styles from './DocumentDownload.module.css';

const CONTENT_TYPES: Record<ExportSyntax, string> = {
  json: 'application/json',
  yaml: 'application/yaml',
};
const SYNTAXES = ['json', 'yaml'] as const;

interface DocumentDownloadProps {
  service: Pick<Service, 'environment' | 'id' | 'name'>;
  document: DocumentInfo;
}

/** Saves a document as it was registered or, where it is data, in the syntax that a tool wants. */
export function DocumentDownload(props: DocumentDownloadProps) {
  const { service, document } = props;
  const { contentType, format, role } = document;
  const { t } = useText();
  const download = useAction(
    async (api, as: ExportSyntax | 'registered') => {
      const ref = { environment: service.environment, serviceId: service.id };
      const stem = `${service.name}-${role}`;
      if (as === 'registered') {
        const text = await api.getDocument(ref, role);
        saveFile(`${stem}.${fileEnding(contentType)}`, text, contentType);
      } else {
        const text = await api.exportDocument(ref, role, as);
        saveFile(`${stem}.${as}`, text, CONTENT_TYPES[as]);
      }
    },
    { failed: t('common.failed') },
  );
  const button = {
    size: 'small',
    variant: 'secondary',
    iconStart: <RiDownloadLine />,
    isPending: download.isPending,
    children: t('service.document.download'),
  } as const;

  return (
    <div className={styles.bar}>
      {isExportable(format) ? (
        <MenuTrigger>
          <Button {...button} />
          <Menu placement="bottom end">
            <MenuItem onAction={() => download.mutate('registered')}>
              {t('service.document.downloadAs.registered')}
            </MenuItem>
            {SYNTAXES.map(as => (
              <MenuItem key={as} onAction={() => download.mutate(as)}>
                {t(`service.document.downloadAs.${as}`)}
              </MenuItem>
            ))}
          </Menu>
        </MenuTrigger>
      ) : (
        <Button {...button} onPress={() => download.mutate('registered')} />
      )}
    </div>
  );
}
