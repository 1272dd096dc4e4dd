import { Combobox, TextAreaField, TextField } from '@backstage/ui';
import { useState } from 'react';
import type { Service } from '../../apis';
import { useAction } from '../../hooks';
import { parseEventData } from '../../lib/forms/eventData';
import { useText } from '../../translation';
import { ConfirmDialog, fieldProblem } from '../../ui';

const MAX_TYPE = 253;
const MAX_VERSION = 20;
const EXAMPLE_DATA = '{\n  "orderCode": "4711"\n}';

interface SendEventDialogProps {
  environment: string;
  isOpen: boolean;
  /** Types to choose from: what a service names. */
  eventTypes?: Service['eventTypes'];
  onClose(): void;
}

/** Sends one event in the name of a remote environment. */
export function SendEventDialog(props: SendEventDialogProps) {
  return props.isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog(props: SendEventDialogProps) {
  const { environment, eventTypes = [], onClose } = props;
  const { t } = useText();
  const [type, setType] = useState(eventTypes[0]?.name ?? '');
  const [version, setVersion] = useState(eventTypes[0]?.version ?? '');
  const [text, setText] = useState(EXAMPLE_DATA);
  const data = parseEventData(text);

  const send = useAction(
    (api, input: { data: unknown }) =>
      api.sendEvent(environment, {
        type: type.trim(),
        ...(version.trim() && { version: version.trim() }),
        ...(input.data !== undefined && { data: input.data }),
      }),
    {
      done: ({ id, duplicate }) =>
        duplicate
          ? t('events.send.duplicate', { id })
          : t('events.send.sent', { id }),
      onDone: onClose,
    },
  );

  return (
    <ConfirmDialog
      isOpen
      title={t('events.send.title')}
      confirmLabel={t('events.send.submit')}
      isPending={send.isPending}
      isIncomplete={!type.trim() || 'problem' in data}
      error={send.error}
      onConfirm={() => 'data' in data && send.mutate({ data: data.data })}
      onClose={onClose}
    >
      <p>{t('events.send.description', { name: environment })}</p>
      {eventTypes.length > 0 ? (
        <Combobox
          label={t('events.send.type')}
          isRequired
          allowsCustomValue
          options={[...new Set(eventTypes.map(({ name }) => name))].map(id => ({
            id,
            label: id,
          }))}
          inputValue={type}
          onInputChange={value => {
            setType(value);
            const known = eventTypes.find(({ name }) => name === value);
            if (known) {
              setVersion(known.version ?? '');
            }
          }}
        />
      ) : (
        <TextField
          label={t('events.send.type')}
          isRequired
          maxLength={MAX_TYPE}
          value={type}
          onChange={setType}
        />
      )}
      <TextField
        label={t('events.send.version')}
        maxLength={MAX_VERSION}
        value={version}
        onChange={setVersion}
      />
      <TextAreaField
        label={t('events.send.data')}
        rows={5}
        value={text}
        onChange={setText}
        {...fieldProblem(
          'problem' in data
            ? t('events.send.dataProblem', { problem: data.problem })
            : undefined,
        )}
      />
    </ConfirmDialog>
  );
}
