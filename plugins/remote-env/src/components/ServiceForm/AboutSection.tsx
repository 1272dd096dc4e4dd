import { useText } from '../../translation';
import { Section } from '../../ui';
import { LineField, LinesField } from './FormFields';
import type { ServiceFormState } from './useServiceForm';

/** Who and what a service is. */
export function AboutSection({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const isEdited = state.serviceId !== undefined;
  return (
    <Section title={t('registering.about')}>
      <LineField
        state={state}
        of="name"
        field="name"
        label={t('registering.name')}
        isRequired
        maxLength={256}
      />
      <LineField
        state={state}
        of="provider"
        field="provider"
        label={t('registering.provider')}
        description={t('registering.providerDescription')}
        isRequired
        maxLength={256}
      />
      <LinesField
        state={state}
        of="description"
        field="description"
        label={t('registering.description')}
        isRequired
        rows={3}
      />
      <LineField
        state={state}
        of="shortDescription"
        field="shortDescription"
        label={t('registering.shortDescription')}
        maxLength={1024}
      />
      <LineField
        state={state}
        of="identifier"
        field="identifier"
        label={t('registering.identifier')}
        description={
          isEdited
            ? t('registering.identifierFixed')
            : t('registering.identifierDescription')
        }
        isDisabled={isEdited}
        maxLength={256}
      />
      <LinesField
        state={state}
        of="labels"
        field="labels"
        label={t('registering.labels')}
        description={t('registering.labelsDescription')}
        rows={2}
      />
    </Section>
  );
}
