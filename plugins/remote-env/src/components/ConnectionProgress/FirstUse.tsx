import type { Certificate, CertificateUse } from '../../apis';
import { absoluteTime } from '../../lib/format/time';
import { useText } from '../../translation';
import { KeyValues, TimeText } from '../../ui';
import { useRouteText } from '../ActivityTab';
import styles from './ConnectionProgress.module.css';

/** What called, when and from where: of the first call, or of the last one where nobody wrote the first one down. */
export function FirstUse({ certificate }: { certificate: Certificate }) {
  const { t } = useText();
  const { firstUse, lastUse, lastUsed } = certificate;
  const use: CertificateUse = firstUse ?? { at: lastUsed, ...lastUse };
  return (
    <div className={styles.facts}>
      <KeyValues
        items={[
          {
            label: firstUse
              ? t('connection.progress.first')
              : t('connection.progress.last'),
            value: use.at && (
              <>
                <TimeText at={use.at} /> ({absoluteTime(Date.parse(use.at))})
              </>
            ),
          },
          {
            label: t('connection.progress.from'),
            value: use.address ?? t('connection.progress.unknown'),
          },
          { label: t('connection.progress.what'), value: useWhat(use) },
          { label: t('connection.progress.gateway'), value: use.gateway },
        ]}
      />
    </div>
  );
}

function useWhat({ route, agent }: CertificateUse): string {
  const { t } = useText();
  const routeText = useRouteText();
  const what = route && routeText(route);
  if (what && agent) {
    return t('connection.progress.agentCalled', { what, agent });
  }
  return what ?? agent ?? t('connection.progress.unknown');
}
