import { Alert, Button, TextField } from '@backstage/ui';
import { bindingManagePermission } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { CreatedBinding, Service } from '../../apis';
import { useAction, useAllowed } from '../../hooks';
import {
  formatConsumer,
  parseConsumer,
  type ConsumerName,
} from '../../lib/forms/consumer';
import { useText } from '../../translation';
import { FailurePanel, fieldProblem, Section } from '../../ui';
import { BindingDialog } from '../BindingDialog';
import styles from './UseItTab.module.css';

/** Binds one consumer to a service and shows its credential once. */
export function BindForm({ service }: { service: Service }) {
  const { t } = useText();
  const mayBind = useAllowed(bindingManagePermission, service.environment);
  const [text, setText] = useState('');
  const [created, setCreated] = useState<{
    consumer: string;
    binding: CreatedBinding;
  }>();
  const consumer = parseConsumer(text);
  const bind = useAction(
    (api, input: ConsumerName) =>
      api.createBinding(
        { environment: service.environment, serviceId: service.id },
        { consumer: input },
      ),
    {
      onDone: (binding, input) => {
        setText('');
        setCreated({ consumer: formatConsumer(input), binding });
      },
    },
  );

  return (
    <Section
      title={t('useIt.bind.title')}
      description={t('useIt.bind.description')}
    >
      {mayBind ? (
        <form
          className={styles.form}
          noValidate
          onSubmit={event => {
            event.preventDefault();
            if (consumer && !bind.isPending) {
              bind.mutate(consumer);
            }
          }}
        >
          <TextField
            className={styles.field}
            label={t('useIt.bind.consumer')}
            description={t('events.form.consumerDescription')}
            isRequired
            value={text}
            onChange={setText}
            {...fieldProblem(
              text && !consumer ? t('events.form.consumerProblem') : undefined,
            )}
          />
          <Button
            type="submit"
            variant="primary"
            isDisabled={!consumer}
            isPending={bind.isPending}
          >
            {t('useIt.bind.submit')}
          </Button>
        </form>
      ) : (
        <Alert status="info" icon title={t('useIt.bind.notAllowed')} />
      )}
      {bind.error && <FailurePanel error={bind.error} />}
      {created && (
        <BindingDialog
          consumer={created.consumer}
          binding={created.binding}
          onClose={() => {
            bind.reset();
            setCreated(undefined);
          }}
        />
      )}
    </Section>
  );
}
