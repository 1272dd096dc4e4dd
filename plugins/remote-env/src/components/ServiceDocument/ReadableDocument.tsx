import { Text } from '@backstage/ui';
import { Suspense, useMemo, type ReactNode } from 'react';
import { messageOf } from '../../apis';
import {
  readableView,
  type ReadableView,
} from '../../lib/documents/readableView';
import { useText } from '../../translation';
import { LoadingLines } from '../../ui';
import { UnreadableDocument } from '../UnreadableDocument';
import { ErrorCatcher } from './ErrorCatcher';
import { useNamedPlace } from './useNamedPlace';
import { AsyncApiView, ODataView } from './viewers';
import styles from './ConvertedDocument.module.css';
import rendered from './RenderedDocument.module.css';

interface ReadableDocumentProps {
  /** What the portal made of the registered document. */
  text: string;
  /** Of the registered document. */
  format: string;
  /** Leads to the registered document. */
  toggle: ReactNode;
}

/** What the portal made of a document, and what it was made of. */
export function ReadableDocument(props: ReadableDocumentProps) {
  const { text, format, toggle } = props;
  const { t } = useText();
  const view = useMemo(() => readableView(text, format), [text, format]);
  const root = useNamedPlace(view, { topics: true });
  const problem = (message: string) => <UnreadableDocument problem={message} />;
  return (
    <>
      <div className={styles.bar}>
        <Text color="secondary">
          {view.kind === 'unreadable'
            ? format
            : t(
                view.kind === 'odata'
                  ? 'service.document.fromOData'
                  : 'service.document.fromAsyncApi',
                { version: view.version },
              )}
        </Text>
        {toggle}
      </div>
      {view.kind === 'unreadable' ? (
        problem(view.problem)
      ) : (
        <div ref={root} className={rendered.rendered}>
          <ErrorCatcher
            key={text}
            fallback={error => problem(messageOf(error))}
          >
            <Suspense fallback={<LoadingLines lines={8} />}>
              <Viewer view={view} />
            </Suspense>
          </ErrorCatcher>
        </div>
      )}
    </>
  );
}

function Viewer({
  view,
}: {
  view: Exclude<ReadableView, { kind: 'unreadable' }>;
}) {
  return view.kind === 'odata' ? (
    <ODataView model={view.model} />
  ) : (
    <AsyncApiView document={view.document} />
  );
}
