import type { PortalApiComponents } from '@remote-env/plugin-remote-env-common';
import type { GatewayControl } from './GatewayControl';
import type { GatewaySupervisor } from './GatewaySupervisor';

type GatewayReport = PortalApiComponents['schemas']['Health']['gateway'];

/** How the gateway is, from its process and from itself. */
export type GatewayHealth = () => Promise<GatewayReport>;

const PATIENCE_MS = 1_000;
/** A process that does not answer for longer than this is not starting any more. */
const STARTING_MS = 15_000;

/** @param options - `supervisor`: absent where others run the gateways */
export function createGatewayHealth(options: {
  control: GatewayControl;
  supervisor?: GatewaySupervisor;
}): GatewayHealth {
  const { control, supervisor } = options;
  return async () => {
    if (!supervisor) {
      return { state: 'external' };
    }
    const { state, ...process } = supervisor.state;
    const status = await control.status(PATIENCE_MS).catch(() => undefined);
    if (status) {
      return {
        ...process,
        state: 'running',
        pid: status.pid,
        startedAt: status.startedAt,
        roles: status.roles,
        viewAgeSeconds: status.viewAgeSeconds,
        version: status.version,
      };
    }
    const young =
      process.startedAt !== undefined &&
      Date.now() - Date.parse(process.startedAt) < STARTING_MS;
    const silent = young ? 'starting' : 'unreachable';
    return { ...process, state: state === 'running' ? silent : state };
  };
}
