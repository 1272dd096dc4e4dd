import { useMemo, useState } from 'react';
import type {
  ExampleView,
  MediaView,
} from '../../lib/documents/operation/mediaViews';
import type { SchemaView } from '../../lib/documents/operation/schemaView';
import { useText } from '../../translation';
import { CodeBlock } from '../../ui';
import { Choice } from './Choice';
import { Missing } from './Missing';
import styles from './OperationDetails.module.css';
import { SchemaChildren } from './SchemaChildren';
import { SchemaSays } from './SchemaSays';
import { Words } from './Words';

interface MediaContentProps {
  media: readonly MediaView[];
  /** Whose content it is; names its parts for screen readers. */
  what: string;
}

/** A body: its schema, or examples of it, in one of its media types. */
export function MediaContent({ media, what }: MediaContentProps) {
  const { t } = useText();
  const [chosen, setChosen] = useState(0);
  const [wantsExample, setWantsExample] = useState(false);
  const shown = media[chosen];
  if (!shown) {
    return null;
  }
  const showsExample =
    shown.hasExamples && (wantsExample || shown.schema === undefined);
  return (
    <div className={styles.content}>
      <div className={styles.line}>
        <Choice
          label={t('operation.mediaType')}
          options={media.map(({ type }) => type)}
          chosen={chosen}
          onChoice={setChosen}
        />
        {shown.schema !== undefined && shown.hasExamples && (
          <div className={styles.switch} role="group" aria-label={what}>
            {[false, true].map(isExample => (
              <button
                key={String(isExample)}
                type="button"
                aria-pressed={showsExample === isExample}
                onClick={() => setWantsExample(isExample)}
              >
                {isExample ? t('operation.example') : t('operation.schema')}
              </button>
            ))}
          </div>
        )}
      </div>
      {showsExample ? (
        <Examples key={chosen} media={shown} />
      ) : (
        shown.schema && <Schema schema={shown.schema} />
      )}
    </div>
  );
}

/** The schema of a whole body, its first level open. */
function Schema({ schema }: { schema: SchemaView }) {
  return (
    <div>
      <div className={styles.line}>
        <code className={styles.type}>{schema.type}</code>
        {schema.name !== undefined && (
          <span className={styles.secondary}>{schema.name}</span>
        )}
      </div>
      <Missing references={schema.missing} />
      <Words short>{schema.description}</Words>
      <SchemaSays schema={schema} />
      {schema.hasChildren && <SchemaChildren schema={schema} />}
    </div>
  );
}

function Examples({ media }: { media: MediaView }) {
  const { t } = useText();
  const examples = useMemo(() => media.examples(), [media]);
  const [chosen, setChosen] = useState(0);
  const shown = examples[chosen];
  return (
    <>
      {examples.length > 1 && (
        <div className={styles.line}>
          <Choice
            label={t('operation.examples')}
            options={examples.map(({ name = '' }) => name)}
            chosen={chosen}
            onChoice={setChosen}
          />
        </div>
      )}
      {shown && <Example example={shown} />}
    </>
  );
}

function Example({ example }: { example: ExampleView }) {
  const { t } = useText();
  return (
    <>
      {example.isGenerated && (
        <p className={styles.secondary}>{t('operation.generated')}</p>
      )}
      <Words>{example.description}</Words>
      <CodeBlock code={example.text} what={t('operation.example')} />
    </>
  );
}
