import { Alert } from '@backstage/ui';
import type { CertificateRequestReport } from '../../apis';
import { useText } from '../../translation';
import { FailurePanel, KeyValues, LoadingLines, NameText } from '../../ui';
import styles from './RequestReport.module.css';
import type { UploadState } from './useUploadWay';

/** What the portal finds in a request, and why it would refuse it, before anything is signed. */
export function RequestReport({ state }: { state: UploadState }) {
  const { report, checkError, isChecking } = state;
  if (isChecking && !report) {
    return <LoadingLines lines={3} />;
  }
  if (checkError) {
    return <FailurePanel error={checkError} onRetry={state.recheck} />;
  }
  return report ? <Findings report={report} /> : null;
}

function Findings({ report }: { report: CertificateRequestReport }) {
  const { t } = useText();
  const { subject, expectedSubject, problems } = report;
  return (
    <div className={styles.report}>
      {problems.length === 0 ? (
        <Alert
          status="success"
          icon
          role="status"
          title={t('connection.upload.good')}
        />
      ) : (
        <Alert
          status="danger"
          icon
          role="alert"
          title={t('connection.upload.problems')}
          description={
            <ul className={styles.problems}>
              {problems.map(problem => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          }
        />
      )}
      <KeyValues
        items={[
          {
            label: t('connection.upload.subject'),
            value: subject && <NameText name={subject} />,
          },
          {
            label: t('connection.upload.expected'),
            value:
              subject === expectedSubject ? undefined : (
                <NameText name={expectedSubject} />
              ),
          },
          { label: t('connection.upload.key'), value: report.key },
          {
            label: t('connection.upload.signature'),
            value: report.signatureAlgorithm,
          },
        ]}
      />
    </div>
  );
}
