import { Alert } from '@backstage/ui';
import { tokenIssuePermission } from '@remote-env/plugin-remote-env-common';
import type { Environment } from '../../apis';
import { useAllowed } from '../../hooks';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { BrowserCertificate } from '../BrowserCertificate';
import { CertificatesTable } from '../CertificatesTable';
import { LiveTokens, OneTimeToken } from '../OneTimeToken';
import styles from './ConnectionTab.module.css';

/** How the system gets its certificate, and the certificates it has. */
export function ConnectionTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  const mayConnect = useAllowed(tokenIssuePermission, environment.name);
  const isApproved = environment.state === 'approved';

  return (
    <>
      <Section
        title={t('connection.title')}
        description={t('connection.description')}
      >
        {!isApproved && (
          <Alert status="info" icon title={t('connection.notApproved')} />
        )}
        {isApproved && !mayConnect && (
          <Alert status="info" icon title={t('connection.notAllowed')} />
        )}
        <div className={styles.ways}>
          <OneTimeToken
            environment={environment.name}
            isEnabled={isApproved && mayConnect}
          />
          <BrowserCertificate
            environment={environment.name}
            isEnabled={isApproved && mayConnect}
          />
        </div>
      </Section>
      {mayConnect && <LiveTokens environment={environment.name} />}
      <CertificatesTable environment={environment.name} />
    </>
  );
}
