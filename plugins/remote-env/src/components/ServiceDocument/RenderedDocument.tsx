import { Alert } from '@backstage/ui';
import { Suspense, useMemo, type ReactNode } from 'react';
import { messageOf, type ServiceRef } from '../../apis';
import { useText } from '../../translation';
import { CodeBlock, LoadingLines } from '../../ui';
import { UnreadableDocument } from '../UnreadableDocument';
import { ErrorCatcher } from './ErrorCatcher';
import styles from './RenderedDocument.module.css';
import { useNamedPlace } from './useNamedPlace';
import { AsyncApiView, SwaggerView } from './viewers';
import { viewOf } from './viewOf';

interface RenderedDocumentProps {
  text: string;
  /** As the registry names formats, e.g. `openapi-3.1`. */
  format: string;
  invokeUrl: string;
  mayInvoke: boolean;
  /** Whose document it is; absent before it is registered. */
  service?: ServiceRef;
  /** Shown to its author before it is registered. */
  isPreview?: boolean;
}

/** A document's text as a page; its source when it cannot be rendered. */
export function RenderedDocument(props: RenderedDocumentProps) {
  const { text, format, invokeUrl, mayInvoke } = props;
  const { t } = useText();
  const view = useMemo(
    () => viewOf(text, format, invokeUrl),
    [text, format, invokeUrl],
  );

  // A link that names one thing of the document leads to it.
  const root = useNamedPlace(view);
  const source = (problem: string) => (
    <>
      <UnreadableDocument
        problem={`${problem}. ${t('service.document.unreadableHint')}`}
      />
      <CodeBlock code={text} what={t('service.document.source')} />
    </>
  );
  if (view.kind === 'source') {
    return source(view.problem);
  }

  let rendered: ReactNode;
  if (view.kind === 'openapi') {
    rendered = (
      <>
        {!mayInvoke && !props.isPreview && (
          <Alert status="info" icon title={t('service.document.readOnly')} />
        )}
        <SwaggerView
          key={String(mayInvoke)}
          document={view.document}
          invokeUrl={invokeUrl}
          mayInvoke={mayInvoke}
          service={props.service}
        />
      </>
    );
  } else {
    rendered = <AsyncApiView document={view.document} />;
  }
  return (
    <>
      {view.externalReferences.length > 0 && (
        <Alert
          status="info"
          icon
          title={t('service.document.external', {
            count: view.externalReferences.length,
            list: view.externalReferences.slice(0, 3).join(', '),
          })}
        />
      )}
      <div ref={root} className={styles.rendered}>
        <ErrorCatcher key={text} fallback={error => source(messageOf(error))}>
          <Suspense fallback={<LoadingLines lines={8} />}>{rendered}</Suspense>
        </ErrorCatcher>
      </div>
    </>
  );
}
