import { ButtonLink } from '@backstage/ui';
import { RiAddLine, RiStackLine } from '@remixicon/react';
import { serviceRegisterPermission } from '@remote-env/plugin-remote-env-common';
import type { Environment } from '../../apis';
import { useAllowed, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { EmptyState } from '../../ui';
import { ServiceFinder, useServiceFinder } from '../ServiceFinder';

/** What one remote environment registered. */
export function ServicesTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  const { name } = environment;
  const paths = usePaths();
  const mayRegister = useAllowed(serviceRegisterPermission, name);
  const finding = useServiceFinder(name);
  const register = mayRegister && paths && (
    <ButtonLink
      variant="secondary"
      iconStart={<RiAddLine />}
      href={paths.register(name)}
    >
      {t('registering.title')}
    </ButtonLink>
  );
  return (
    <ServiceFinder
      finding={finding}
      action={register}
      emptyState={
        <EmptyState
          icon={<RiStackLine />}
          title={t('services.empty.title')}
          description={t('services.empty.inEnvironment')}
          action={register || undefined}
        />
      }
    />
  );
}
