import { Header } from '@backstage/ui';
import { serviceRegisterPermission } from '@remote-env/plugin-remote-env-common';
import { useMemo } from 'react';
import { useParams } from 'react-router-dom';
import { useAllowedOnceKnown, usePaths } from '../../hooks';
import { emptyServiceForm } from '../../lib/forms/service/serviceForm';
import { useText } from '../../translation';
import { EmptyState, LoadingLines, PageMain } from '../../ui';
import { ServiceFormView } from './ServiceFormView';

/** Registers a service of an environment whose system does not do so itself. */
export function RegisterServicePage() {
  const { t } = useText();
  const { name = '' } = useParams();
  const paths = usePaths();
  const allowed = useAllowedOnceKnown(serviceRegisterPermission, name);
  const initial = useMemo(() => emptyServiceForm(''), []);
  const title = t('registering.title');
  return (
    <PageMain
      page="register-service"
      label={name}
      part={title}
      state={allowed === undefined ? 'loading' : 'ready'}
      trail={
        paths && [
          { label: name, href: paths.environment(name) },
          { label: title, href: paths.register(name) },
        ]
      }
      header={<Header title={title} description={t('registering.intro')} />}
    >
      {allowed === undefined && <LoadingLines lines={8} />}
      {allowed === false && (
        <EmptyState
          title={t('registering.notAllowed')}
          description={t('registering.notAllowedDescription')}
        />
      )}
      {allowed && <ServiceFormView environment={name} initial={initial} />}
    </PageMain>
  );
}
