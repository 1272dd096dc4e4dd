import type { Certificate } from '../../apis';
import { useText } from '../../translation';
import { StatusBadge, type StatusTone } from '../../ui';

const TONES: Record<Certificate['state'], StatusTone> = {
  valid: 'success',
  expired: 'neutral',
  revoked: 'danger',
  replaced: 'neutral',
};

export function CertificateState({ state }: Pick<Certificate, 'state'>) {
  const { t } = useText();
  return (
    <StatusBadge tone={TONES[state]}>
      {t(`connection.certificates.state.${state}`)}
    </StatusBadge>
  );
}
