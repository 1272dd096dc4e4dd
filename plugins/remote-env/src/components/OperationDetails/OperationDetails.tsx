import { useId, type ReactNode } from 'react';
import type { OperationView } from '../../lib/documents/operation/operationView';
import { useText } from '../../translation';
import { CopyButton, StatusBadge } from '../../ui';
import { Callbacks } from './Callbacks';
import { MediaContent } from './MediaContent';
import { Missing } from './Missing';
import styles from './OperationDetails.module.css';
import { Parameters } from './Parameters';
import { Part } from './Part';
import { Responses } from './Responses';
import { Words } from './Words';

interface OperationDetailsProps {
  operation: OperationView;
  /** What can be done with it. */
  actions?: ReactNode;
  /** Code that calls it. */
  sample?: ReactNode;
  /** Shown in place of what is to be read of it. */
  instead?: ReactNode;
}

/** All of one operation but its summary, by which it was found. What is folded is not made before it is opened. */
export function OperationDetails(props: OperationDetailsProps) {
  const { operation, actions, sample, instead } = props;
  const { t } = useText();
  const id = useId();
  return (
    <div
      className={styles.operation}
      role="group"
      aria-labelledby={id}
      data-remote-env-operation={`${operation.method} ${operation.path}`}
    >
      <div className={styles.head}>
        <div className={styles.address}>
          <code id={id} className={styles.path}>
            {operation.method} {operation.path}
          </code>
          <CopyButton text={operation.path} what={t('operation.path')} />
        </div>
        {actions}
      </div>
      {instead || <Reading operation={operation} sample={sample} />}
    </div>
  );
}

function Reading({
  operation,
  sample,
}: Pick<OperationDetailsProps, 'operation' | 'sample'>) {
  const { t } = useText();
  const { body, externalDocs, operationId } = operation;
  return (
    <>
      {operation.deprecated && (
        <div className={styles.line}>
          <StatusBadge tone="warning">{t('operation.deprecated')}</StatusBadge>
          {t('operation.deprecatedHint')}
        </div>
      )}
      <Words>{operation.description}</Words>
      {(operationId !== undefined || externalDocs) && (
        <div className={styles.line}>
          {operationId !== undefined && (
            <code className={styles.secondary}>{operationId}</code>
          )}
          {externalDocs && (
            <a
              className={styles.link}
              href={externalDocs.url}
              target="_blank"
              rel="noopener noreferrer nofollow"
            >
              {externalDocs.description ?? t('operation.docs')}
            </a>
          )}
        </div>
      )}
      <Parameters groups={operation.parameters} />
      {body && (
        <Part
          title={t('operation.body')}
          note={
            body.required ? t('operation.required') : t('operation.optional')
          }
        >
          <Missing references={body.missing} />
          <Words>{body.description}</Words>
          <MediaContent media={body.media} what={t('operation.body')} />
        </Part>
      )}
      {sample}
      <Responses responses={operation.responses} />
      <Callbacks callbacks={operation.callbacks} />
    </>
  );
}
