import { Alert, Button } from '@backstage/ui';
import { RiPlugLine } from '@remixicon/react';
import { tokenIssuePermission } from '@remote-env/plugin-remote-env-common';
import type { Environment } from '../../apis';
import { useAllowed, useQueryParam } from '../../hooks';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { ActivityList } from '../ActivityTab';
import { CallsChart } from '../CallsChart';
import { CertificatesSection } from '../CertificatesSection';
import { ConnectDialog, isWay, WAYS } from '../ConnectDialog';
import { ConnectionProgress } from '../ConnectionProgress';
import { LiveTokens } from '../OneTimeToken';

/** Entries of the timeline at first. */
const TIMELINE_PAGE = 10;

/** How the system gets its certificate, the certificates it has, and what happened to the connection. */
export function ConnectionTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  const { name } = environment;
  const mayConnect = useAllowed(tokenIssuePermission, name);
  // In the address, so that the dialog is there again after a reload.
  const [wayParam, setWay] = useQueryParam('connect');
  const isApproved = environment.state === 'approved';
  const isEnabled = isApproved && mayConnect;

  return (
    <>
      <Section
        title={t('connection.title')}
        description={t('connection.description')}
        actions={
          <Button
            variant="primary"
            iconStart={<RiPlugLine />}
            isDisabled={!isEnabled}
            onPress={() => setWay(WAYS[0])}
          >
            {t('connection.open')}
          </Button>
        }
      >
        {!isApproved && (
          <Alert status="info" icon title={t('connection.notApproved')} />
        )}
        {isApproved && !mayConnect && (
          <Alert status="info" icon title={t('connection.notAllowed')} />
        )}
        <ConnectionProgress environment={name} mayConnect={isEnabled} />
      </Section>
      {isEnabled && isWay(wayParam) && (
        <ConnectDialog
          environment={name}
          isEnabled={isEnabled}
          way={wayParam}
          onWay={setWay}
          onClose={() => setWay('')}
        />
      )}
      {mayConnect && <LiveTokens environment={name} />}
      <CertificatesSection environment={name} />
      <CallsChart environment={name} />
      <Section
        title={t('activity.timeline')}
        description={t('activity.description')}
      >
        <ActivityList environment={environment} pageSize={TIMELINE_PAGE} />
      </Section>
    </>
  );
}
