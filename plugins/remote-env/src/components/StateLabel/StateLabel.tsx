import type { Environment } from '../../apis';
import { useText } from '../../translation';
import { StatusBadge, type StatusTone } from '../../ui';

type Shown = Environment['state'] | 'connected';

const TONES: Record<Shown, StatusTone> = {
  requested: 'warning',
  approved: 'info',
  connected: 'success',
  rejected: 'danger',
  suspended: 'danger',
  retired: 'neutral',
  deleting: 'neutral',
};

/** Where a connection stands. An approved one whose certificate was used is connected. */
export function StateLabel(props: {
  environment: Pick<Environment, 'state' | 'connected'>;
}) {
  const { t } = useText();
  const { state, connected } = props.environment;
  const shown: Shown = state === 'approved' && connected ? 'connected' : state;
  return (
    <StatusBadge tone={TONES[shown]}>
      {t(`environments.state.${shown}`)}
    </StatusBadge>
  );
}
