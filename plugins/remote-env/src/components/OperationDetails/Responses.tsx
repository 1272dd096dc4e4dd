import { useId, useState } from 'react';
import type { ResponseView } from '../../lib/documents/operation/operationView';
import { useText } from '../../translation';
import { MediaContent } from './MediaContent';
import { Missing } from './Missing';
import styles from './OperationDetails.module.css';
import { ParameterRows } from './Parameters';
import { Part } from './Part';
import { Toggle } from './Toggle';
import { Words } from './Words';

/** Answers by status; the one that is hoped for is open. */
export function Responses(props: { responses: readonly ResponseView[] }) {
  const { responses } = props;
  const { t } = useText();
  if (responses.length === 0) {
    return null;
  }
  const hoped = responses.findIndex(({ status }) => /^2/.test(status));
  return (
    <Part title={t('operation.responses')}>
      <ul className={styles.rows}>
        {responses.map((response, index) => (
          <Response
            key={response.status}
            response={response}
            opensFirst={index === Math.max(hoped, 0)}
          />
        ))}
      </ul>
    </Part>
  );
}

interface ResponseProps {
  response: ResponseView;
  opensFirst: boolean;
}

function Response({ response, opensFirst }: ResponseProps) {
  const { status, headers, links, media } = response;
  const [isOpen, setIsOpen] = useState(opensFirst);
  const id = useId();
  const hasMore = headers.length + links.length + media.length > 0;
  const code = (
    <span className={styles.status} data-class={status.slice(0, 1)}>
      {status}
    </span>
  );
  return (
    <li className={styles.row}>
      <div className={styles.response} id={id}>
        {hasMore ? (
          <Toggle isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
            {code}
          </Toggle>
        ) : (
          <span className={styles.noToggle}>{code}</span>
        )}
        <Words>{response.description}</Words>
      </div>
      <Missing references={response.missing} />
      {isOpen && hasMore && (
        <div className={styles.children} role="group" aria-labelledby={id}>
          <MediaContent media={media} what={status} />
          <Headers response={response} />
          <Links response={response} />
        </div>
      )}
    </li>
  );
}

function Headers({ response }: { response: ResponseView }) {
  const { t } = useText();
  return response.headers.length === 0 ? null : (
    <div className={styles.group}>
      <h6 className={styles.subtitle}>{t('operation.headers')}</h6>
      <ParameterRows parameters={response.headers} />
    </div>
  );
}

function Links({ response }: { response: ResponseView }) {
  const { t } = useText();
  return response.links.length === 0 ? null : (
    <div className={styles.group}>
      <h6 className={styles.subtitle}>{t('operation.links')}</h6>
      <ul className={styles.rows}>
        {response.links.map(({ name, operation, description }) => (
          <li key={name} className={styles.row}>
            <div className={styles.line}>
              <span className={styles.name}>{name}</span>
              <code className={styles.secondary}>{operation}</code>
            </div>
            <div className={styles.said}>
              <Words short>{description}</Words>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
