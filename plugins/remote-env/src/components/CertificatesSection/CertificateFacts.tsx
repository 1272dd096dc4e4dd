import type { Certificate } from '../../apis';
import { actorName, isPerson } from '../../lib/format/actor';
import { colonHex, shortHex } from '../../lib/format/fingerprint';
import { absoluteTime } from '../../lib/format/time';
import { useText } from '../../translation';
import { CopyButton, KeyValues, NameText, TimeText } from '../../ui';
import styles from './CertificateCard.module.css';

const CERTIFICATE = 'certificate:';

/** What there is to know of one certificate. */
export function CertificateFacts({
  certificate,
}: {
  certificate: Certificate;
}) {
  const { t } = useText();
  const { issuedTo, lastUsed, lastUse, revocation } = certificate;
  return (
    <KeyValues
      items={[
        {
          label: t('connection.certificates.serial'),
          value: (
            <Hex
              hex={certificate.serialNumber}
              what={t('connection.certificates.serialWhat')}
            />
          ),
        },
        {
          label: t('connection.certificates.fingerprint'),
          value: (
            <Hex
              hex={colonHex(certificate.fingerprint)}
              what={t('connection.certificates.fingerprintWhat')}
            />
          ),
        },
        {
          label: t('connection.certificates.subject'),
          value: <NameText name={certificate.subject} />,
        },
        {
          label: t('connection.certificates.issuer'),
          value: <NameText name={certificate.issuer} />,
        },
        {
          label: t('connection.certificates.key'),
          value: certificate.keyAlgorithm,
        },
        {
          label: t('connection.certificates.sourceLabel'),
          value: t(`connection.certificates.source.${certificate.source}`),
        },
        {
          label: t('connection.certificates.issuedTo'),
          value: issuedTo && actorText(issuedTo),
        },
        {
          label: t('connection.certificates.lastUsed'),
          value: lastUsed ? (
            <>
              <TimeText at={lastUsed} />{' '}
              {lastUse?.address &&
                t('connection.certificates.lastUseFrom', {
                  address: lastUse.address,
                })}{' '}
              {lastUse?.gateway &&
                t('connection.certificates.lastUseBy', {
                  gateway: lastUse.gateway,
                })}
            </>
          ) : (
            t('common.never')
          ),
        },
        {
          label: t('connection.certificates.revokedAt'),
          value:
            revocation &&
            [
              absoluteTime(Date.parse(revocation.at)),
              t('connection.certificates.revokedBy', {
                who: actorText(revocation.by),
              }),
              revocation.code &&
                t('connection.certificates.revokedFor', {
                  code: t(`connection.certificates.code.${revocation.code}`),
                }),
            ]
              .filter(Boolean)
              .join(' '),
        },
        { label: t('common.reason'), value: revocation?.reason },
      ]}
    />
  );
}

/** People by their name, certificates by their fingerprint. */
function actorText(actor: string): string {
  if (isPerson(actor)) {
    return actorName(actor);
  }
  return actor.startsWith(CERTIFICATE)
    ? `${CERTIFICATE} ${shortHex(actor.slice(CERTIFICATE.length))}`
    : actor;
}

function Hex({ hex, what }: { hex: string; what: string }) {
  return (
    <span className={styles.value}>
      <span className={styles.hex}>{hex}</span>
      <CopyButton text={hex} what={what} />
    </span>
  );
}
