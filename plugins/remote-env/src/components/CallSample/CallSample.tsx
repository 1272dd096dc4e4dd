import { Link } from '@backstage/ui';
import { BINDING_VARIABLES } from '@remote-env/plugin-remote-env-common';
import { useId, useMemo } from 'react';
import type { ServiceRef } from '../../apis';
import { useLiveQuery, usePaths, useRemembered } from '../../hooks';
import { callSample } from '../../lib/samples/callSample';
import { SAMPLE_LANGUAGES, type SampleRequest } from '../../lib/samples/model';
import { useText } from '../../translation';
import { CodeBlock } from '../../ui';
import styles from './CallSample.module.css';

interface CallSampleProps {
  request: SampleRequest;
  service: ServiceRef;
}

/** Code that calls one operation with a binding, in the language that its reader chose last. */
export function CallSample({ request, service }: CallSampleProps) {
  const { t } = useText();
  const id = useId();
  const [language, choose] = useRemembered('language', SAMPLE_LANGUAGES);
  const code = useMemo(
    () => callSample[language](request),
    [language, request],
  );
  return (
    // No `section`: Swagger UI, within which it is shown as well, has a style for those.
    <div className={styles.sample} role="region" aria-labelledby={id}>
      <div className={styles.head}>
        <h5 id={id} className={styles.title}>
          {t('useIt.call.title')}
        </h5>
        <div
          className={styles.switch}
          role="group"
          aria-label={t('useIt.call.language')}
        >
          {SAMPLE_LANGUAGES.map(each => (
            <button
              key={each}
              type="button"
              aria-pressed={each === language}
              onClick={() => choose(each)}
            >
              {t(`useIt.bind.language.${each}`)}
            </button>
          ))}
        </div>
      </div>
      <CodeBlock
        code={code}
        what={t('useIt.bind.sample', {
          language: t(`useIt.bind.language.${language}`),
        })}
      />
      {request.placeholders.length > 0 && (
        <p className={styles.note}>
          {t('useIt.call.placeholders', {
            list: request.placeholders.join(', '),
          })}
        </p>
      )}
      <AboutBinding service={service} />
    </div>
  );
}

/** Where the variables come from. */
function AboutBinding({ service }: { service: ServiceRef }) {
  const { t } = useText();
  const paths = usePaths();
  const { environment, serviceId } = service;
  const { data } = useLiveQuery(
    ['environment', environment, 'bindings', serviceId, 'any'],
    api => api.listBindings({ environment, serviceId, limit: 1 }),
  );
  const isBound = data === undefined || data.items.length > 0;
  return (
    <p className={styles.note}>
      {isBound
        ? t('useIt.call.variables', BINDING_VARIABLES)
        : t('useIt.call.unbound', BINDING_VARIABLES)}{' '}
      {paths && (
        <Link href={paths.service(environment, serviceId, 'use')}>
          {isBound ? t('useIt.call.bindings') : t('useIt.call.bind')}
        </Link>
      )}
    </p>
  );
}
