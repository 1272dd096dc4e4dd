import type { Certificate } from '../../apis';
import { useNow } from '../../hooks';
import { validityOf, type Validity } from '../../lib/certificates/validity';
import { dayText } from '../../lib/format/time';
import { useText } from '../../translation';
import styles from './ValidityBar.module.css';

/** How much of its time has passed, as a bar; in words beside it, so that nobody needs to see the colour. */
export function ValidityBar({ certificate }: { certificate: Certificate }) {
  const { t } = useText();
  const validity = validityOf(certificate, useNow());
  const percent = Math.round(validity.elapsed * 100);
  const words = useWords(certificate, validity);
  return (
    <div className={styles.validity} data-tone={validity.tone}>
      <div className={styles.words}>
        <span>{words}</span>
        <span>
          {t('connection.certificates.elapsed', {
            percent: String(percent),
          })}
        </span>
      </div>
      <div
        className={styles.bar}
        role="meter"
        aria-label={t('connection.certificates.validity')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={words}
      >
        <div className={styles.elapsed} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

function useWords(
  { notAfter, state }: Certificate,
  { daysLeft, days, tone }: Validity,
): string {
  const { t } = useText();
  const date = dayText(Date.parse(notAfter));
  if (state === 'revoked') {
    return t('connection.certificates.stopped', { date });
  }
  if (tone === 'over') {
    return t('connection.certificates.ended', { date });
  }
  return [
    tone !== 'good' && `${t('connection.certificates.soon')}:`,
    daysLeft < 1
      ? t('connection.certificates.lessThanADay', { days: String(days) })
      : t('connection.certificates.left', {
          count: daysLeft,
          days: String(days),
        }),
    t('connection.certificates.until', { date }),
  ]
    .filter(Boolean)
    .join(' ');
}
