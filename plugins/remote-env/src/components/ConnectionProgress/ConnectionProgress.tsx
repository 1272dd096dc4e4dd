import { Alert, VisuallyHidden } from '@backstage/ui';
import { useCertificates, useLiveQuery } from '../../hooks';
import { useText } from '../../translation';
import { TimeText } from '../../ui';
import styles from './ConnectionProgress.module.css';
import { FirstUse } from './FirstUse';
import { progressOf, type Awaited } from './progressOf';

/** Somebody sits before it and waits: signals bring the news, and this where they do not come. */
const WAITING_POLL_MS = 5_000;

interface ConnectionProgressProps {
  environment: string;
  /** Tokens are shown to those who may issue them. */
  mayConnect: boolean;
  awaited?: Awaited;
}

/** Waits for the system's first call and says what it was. It knows by what the portal keeps, so that it goes on after a reload. */
export function ConnectionProgress(props: ConnectionProgressProps) {
  const { environment, mayConnect, awaited } = props;
  const { t } = useText();
  const certificates = useCertificates(environment, 'current', {
    pollMs: WAITING_POLL_MS,
  });
  const tokens = useLiveQuery(
    ['environment', environment, 'tokens'],
    api => api.listTokens(environment),
    { enabled: mayConnect, pollMs: WAITING_POLL_MS },
  );
  if (!certificates.items || (mayConnect && !tokens.data && !tokens.error)) {
    return null;
  }
  const progress = progressOf(
    {
      certificates: certificates.items,
      tokens: tokens.data?.items ?? [],
    },
    awaited,
  );

  return (
    <div className={styles.progress} data-stage={progress.stage}>
      <VisuallyHidden role="status">
        {progress.stage !== 'nothing' &&
          t(`connection.progress.${progress.stage}`)}
      </VisuallyHidden>
      {progress.stage === 'token' && (
        <Alert
          status="info"
          isPending
          title={t('connection.progress.token')}
          description={
            <>
              {t('connection.progress.tokenDescription')}{' '}
              <TimeText at={progress.token.issuedAt} />
            </>
          }
        />
      )}
      {progress.stage === 'call' && (
        <Alert
          status="info"
          isPending
          title={t('connection.progress.call')}
          description={t('connection.progress.callDescription')}
        />
      )}
      {progress.stage === 'connected' && (
        <Alert
          status="success"
          icon
          title={t('connection.progress.connected')}
          description={<FirstUse certificate={progress.certificate} />}
        />
      )}
    </div>
  );
}
