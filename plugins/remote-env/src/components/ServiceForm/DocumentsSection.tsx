import { Button, Text, TextAreaField } from '@backstage/ui';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { fieldProblem, Section } from '../../ui';
import { FileDrop } from './FileDrop';
import { LineField } from './FormFields';
import { GuidesField } from './GuidesField';
import styles from './ServiceForm.module.css';
import { problemOf, type ServiceFormState } from './useServiceForm';

/** Texts beyond this make a field of text slow. */
const MAX_EDITED = 512 * 1024;

/** The documents of a service: files, pasted text, or an address. */
export function DocumentsSection({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  return (
    <Section
      title={t('registering.documents')}
      description={t('registering.documentsDescription')}
    >
      <FileDrop state={state} />
      <DocumentText
        state={state}
        of="apiText"
        field="api.spec"
        label={t('registering.apiText')}
        description={t('registering.apiTextDescription')}
      />
      <LineField
        state={state}
        of="specificationUrl"
        field="api.specificationUrl"
        label={t('registering.specificationUrl')}
        description={t('registering.specificationUrlDescription')}
        maxLength={2048}
      />
      <DocumentText
        state={state}
        of="eventsText"
        field="events.spec"
        label={t('registering.eventsText')}
        description={t('registering.eventsTextDescription')}
      />
      <GuidesField state={state} />
    </Section>
  );
}

function DocumentText(props: {
  state: ServiceFormState;
  of: 'apiText' | 'eventsText';
  field: string;
  label: string;
  description: string;
}) {
  const { state, of, field, label, description } = props;
  const { t } = useText();
  const text = state.form[of];
  const problem = problemOf(state, field);
  if (text.length > MAX_EDITED) {
    return (
      <div
        role="group"
        aria-label={label}
        tabIndex={-1}
        data-field={field}
        className={styles.large}
      >
        <Text>
          {t('registering.large', {
            what: label,
            size: formatBytes(text.length),
          })}
        </Text>
        <Button
          variant="secondary"
          size="small"
          onPress={() => state.set({ [of]: '' })}
        >
          {t('registering.clear')}
        </Button>
        {problem && <Text color="danger">{problem}</Text>}
      </div>
    );
  }
  return (
    <TextAreaField
      className={styles.document}
      label={label}
      description={description}
      name={field}
      rows={text ? 12 : 4}
      spellCheck="false"
      value={text}
      onChange={value => state.setDocument(of, value)}
      {...fieldProblem(problem)}
    />
  );
}
