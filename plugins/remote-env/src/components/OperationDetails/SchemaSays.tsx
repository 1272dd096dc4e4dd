import { useState } from 'react';
import type { ExampleView } from '../../lib/documents/operation/mediaViews';
import type { SchemaView } from '../../lib/documents/operation/schemaView';
import { shortJson } from '../../lib/documents/operation/valueText';
import { useText } from '../../translation';
import styles from './OperationDetails.module.css';
import { Words } from './Words';

/** Choices that are shown at once. */
const FEW = 8;
/** Examples of a parameter. */
const MAX_EXAMPLES = 3;

interface SchemaSaysProps {
  schema: SchemaView;
  examples?: readonly ExampleView[];
}

/** What a schema demands of a value in few words. */
export function SchemaSays({ schema, examples = [] }: SchemaSaysProps) {
  const { t } = useText();
  const { items } = schema;
  const marks = [
    schema.readOnly && t('operation.readOnly'),
    schema.writeOnly && t('operation.writeOnly'),
    ...schema.facts.map(({ name, value }) =>
      t(`operation.fact.${name}`, { value }),
    ),
    ...examples
      .slice(0, MAX_EXAMPLES)
      .map(({ text }) =>
        t('operation.fact.example', { value: shortJson(text) }),
      ),
  ].filter(mark => mark !== false);
  return (
    <>
      {marks.length > 0 && (
        <div className={styles.facts}>
          {marks.map((mark, index) => (
            <span key={index} className={styles.fact}>
              {mark}
            </span>
          ))}
        </div>
      )}
      <Choices choices={schema.choices} />
      {items && saysSomething(items) && (
        <div className={styles.items}>
          <span className={styles.secondary}>{t('operation.items')}</span>
          {schema.description === undefined && (
            <Words short>{items.description}</Words>
          )}
          <SchemaSays schema={items} />
        </div>
      )}
    </>
  );
}

/** Whether there is anything to show of what an array holds, besides its type. */
function saysSomething(schema: SchemaView): boolean {
  return (
    schema.facts.length > 0 ||
    schema.choices.length > 0 ||
    (schema.items !== undefined && saysSomething(schema.items))
  );
}

function Choices({ choices }: { choices: readonly string[] }) {
  const { t } = useText();
  const [isWhole, setIsWhole] = useState(false);
  if (choices.length === 0) {
    return null;
  }
  // To fold away a single one would save nothing.
  const shown =
    isWhole || choices.length <= FEW + 1 ? choices : choices.slice(0, FEW);
  const rest = choices.length - shown.length;
  return (
    <div className={styles.facts}>
      <span className={styles.secondary}>{t('operation.choices')}</span>
      {shown.map((choice, index) => (
        <code key={index} className={styles.choice}>
          {choice}
        </code>
      ))}
      {rest > 0 && (
        <button
          type="button"
          className={styles.textButton}
          aria-expanded={false}
          onClick={() => setIsWhole(true)}
        >
          {t('operation.moreChoices', { number: String(rest) })}
        </button>
      )}
    </div>
  );
}
