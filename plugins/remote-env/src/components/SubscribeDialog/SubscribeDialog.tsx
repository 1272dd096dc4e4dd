import { TextAreaField, TextField } from '@backstage/ui';
import { useState } from 'react';
import type { Service } from '../../apis';
import { useAction } from '../../hooks';
import { formatConsumer, parseConsumer } from '../../lib/forms/consumer';
import { formatEventType, parseEventTypes } from '../../lib/forms/eventTypes';
import { useText } from '../../translation';
import { ConfirmDialog, fieldProblem } from '../../ui';

const MAX_SINK = 2000;

interface SubscribeDialogProps {
  environment: string;
  isOpen: boolean;
  /** Types to begin with: what a service names. */
  eventTypes?: Service['eventTypes'];
  onClose(): void;
}

/** Has events of a remote environment delivered to a sink. */
export function SubscribeDialog(props: SubscribeDialogProps) {
  return props.isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog(props: SubscribeDialogProps) {
  const { environment, eventTypes = [], onClose } = props;
  const { t } = useText();
  const [consumerText, setConsumer] = useState('');
  const [typesText, setTypes] = useState(
    eventTypes
      .map(({ name, version }) => formatEventType({ type: name, version }))
      .join('\n'),
  );
  const [sink, setSink] = useState('');
  const consumer = parseConsumer(consumerText);
  const types = parseEventTypes(typesText);

  const subscribe = useAction(
    (api, input: { consumer: { namespace: string; name: string } }) =>
      api.createSubscription(environment, {
        consumer: input.consumer,
        eventTypes: types ?? [],
        sink: sink.trim(),
      }),
    {
      done: created =>
        t('events.form.created', {
          consumer: formatConsumer(created.consumer),
        }),
      onDone: onClose,
    },
  );

  return (
    <ConfirmDialog
      isOpen
      title={t('events.form.title', { name: environment })}
      confirmLabel={t('events.form.submit')}
      isPending={subscribe.isPending}
      isIncomplete={!consumer || !types || !sink.trim()}
      error={subscribe.error}
      onConfirm={() => consumer && subscribe.mutate({ consumer })}
      onClose={onClose}
    >
      <TextField
        label={t('events.form.consumer')}
        description={t('events.form.consumerDescription')}
        isRequired
        value={consumerText}
        onChange={setConsumer}
        {...fieldProblem(
          consumerText && !consumer
            ? t('events.form.consumerProblem')
            : undefined,
        )}
      />
      <TextAreaField
        label={t('events.form.types')}
        description={t('events.form.typesDescription')}
        isRequired
        rows={3}
        value={typesText}
        onChange={setTypes}
        {...fieldProblem(
          typesText && !types ? t('events.form.typesProblem') : undefined,
        )}
      />
      <TextField
        label={t('events.form.sink')}
        description={t('events.form.sinkDescription')}
        isRequired
        maxLength={MAX_SINK}
        value={sink}
        onChange={setSink}
      />
    </ConfirmDialog>
  );
}
