import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Button,
} from '@backstage/ui';
import { certificateRevokePermission } from '@remote-env/plugin-remote-env-common';
import { useAllowed, useCertificates } from '../../hooks';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  LoadingLines,
  Section,
  Stack,
} from '../../ui';
import { CertificateCard } from './CertificateCard';

/** Every certificate of one remote environment; those that no longer open anything are folded away. */
export function CertificatesSection({ environment }: { environment: string }) {
  const { t } = useText();
  const former = useCertificates(environment, 'former');
  return (
    <Section
      title={t('connection.certificates.title')}
      description={t('connection.certificates.description')}
    >
      <Cards environment={environment} state="current" />
      {(former.totalItems ?? 0) > 0 && (
        <Accordion>
          <AccordionTrigger
            title={t('connection.certificates.formerCount', {
              number: String(former.totalItems),
            })}
            subtitle={t('connection.certificates.formerDescription')}
          />
          <AccordionPanel>
            <Cards environment={environment} state="former" />
          </AccordionPanel>
        </Accordion>
      )}
    </Section>
  );
}

function Cards(props: { environment: string; state: 'current' | 'former' }) {
  const { environment, state } = props;
  const { t } = useText();
  const mayRevoke = useAllowed(certificateRevokePermission, environment);
  const list = useCertificates(environment, state);
  if (!list.items) {
    return list.error ? (
      <FailurePanel
        error={list.error}
        title={t('common.loadFailed')}
        onRetry={list.refetch}
      />
    ) : (
      <LoadingLines lines={4} />
    );
  }
  if (list.items.length === 0) {
    return state === 'current' ? (
      <EmptyState
        title={t('connection.certificates.empty')}
        description={t('connection.certificates.emptyDescription')}
      />
    ) : null;
  }
  return (
    <Stack>
      {list.items.map(certificate => (
        <CertificateCard
          key={certificate.fingerprint}
          environment={environment}
          certificate={certificate}
          mayRevoke={mayRevoke}
        />
      ))}
      {list.hasMore && (
        <div>
          <Button
            variant="secondary"
            isPending={list.isMorePending}
            onPress={() => list.showMore()}
          >
            {t('connection.certificates.more')}
          </Button>
        </div>
      )}
    </Stack>
  );
}
