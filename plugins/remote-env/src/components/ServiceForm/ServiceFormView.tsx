import { Button, ButtonLink } from '@backstage/ui';
import { useNavigate } from 'react-router-dom';
import { useAction, usePaths } from '../../hooks';
import type { ServiceForm } from '../../lib/forms/service/serviceForm';
import type { ServiceDefinition } from '../../apis';
import { useText } from '../../translation';
import { FailurePanel, Row } from '../../ui';
import { AboutSection } from './AboutSection';
import { AccessSection } from './AccessSection';
import { CheckReport } from './CheckReport';
import { DocumentsSection } from './DocumentsSection';
import { Preview } from './Preview';
import styles from './ServiceForm.module.css';
import { useServiceForm } from './useServiceForm';

interface ServiceFormViewProps {
  environment: string;
  initial: ServiceForm;
  /** The service that is edited, as it was read; a new one is registered without. */
  service?: { id: string; etag?: string };
}

/** Registers a service, or changes one; tells all the while what is wrong and what readers will see. */
export function ServiceFormView(props: ServiceFormViewProps) {
  const { environment, initial, service } = props;
  const { t } = useText();
  const paths = usePaths();
  const navigate = useNavigate();
  const state = useServiceForm({
    environment,
    initial,
    serviceId: service?.id,
  });
  const save = useAction(
    (api, definition: ServiceDefinition) =>
      service
        ? api.replaceService(
            { environment, serviceId: service.id },
            definition,
            service.etag,
          )
        : api.registerService(environment, definition),
    {
      done: ({ displayName: name }) =>
        service
          ? t('registering.saved', { name })
          : t('registering.registered', { name }),
      onDone: ({ id }) => paths && navigate(paths.service(environment, id)),
    },
  );
  const back = service
    ? paths?.service(environment, service.id)
    : paths?.environment(environment, 'services');

  return (
    <form
      ref={state.element}
      className={styles.form}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        const definition = state.submit();
        if (definition && !save.isPending) {
          save.mutate(definition);
        }
      }}
    >
      <DocumentsSection state={state} />
      <AboutSection state={state} />
      <AccessSection state={state} />
      <Preview state={state} />
      <CheckReport state={state} />
      {save.error && <FailurePanel error={save.error} />}
      <Row>
        <Button type="submit" variant="primary" isPending={save.isPending}>
          {service ? t('registering.save') : t('registering.submit')}
        </Button>
        {back && (
          <ButtonLink variant="secondary" href={back}>
            {t('common.cancel')}
          </ButtonLink>
        )}
      </Row>
    </form>
  );
}
