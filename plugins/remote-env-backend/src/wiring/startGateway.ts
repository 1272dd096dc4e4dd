import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  gatewayConfigOf,
  type RemoteEnvConfig,
} from '@remote-env/plugin-remote-env-node';
import { GatewaySupervisor, type GatewayControl } from '../gateway';

/** Descriptor of the lifetime pipe that this process inherited (docs/decisions/0001-foundation.md, "Lifetime"). */
function inheritedLifetimeFd(): number | undefined {
  const fd = process.env.REMOTE_ENV_LIFETIME_FD;
  if (!fd) {
    return undefined;
  }
  if (!/^\d{1,4}$/.test(fd) || Number(fd) < 3) {
    throw new Error(
      'REMOTE_ENV_LIFETIME_FD must be the number of an inherited file descriptor, 3 or more',
    );
  }
  return Number(fd);
}

/** Supervises a gateway from the moment that the portal is up; undefined where others run the gateways. */
export function startGateway(options: {
  config: RemoteEnvConfig;
  control: GatewayControl;
  lifecycle: LifecycleService;
  logger: LoggerService;
}): GatewaySupervisor | undefined {
  const { config, control, lifecycle, logger } = options;
  if (!config.gateway.supervise) {
    return undefined;
  }
  const supervisor = GatewaySupervisor.create({
    config: gatewayConfigOf(config),
    lifetimeFd: inheritedLifetimeFd(),
    control,
    logger,
    program: config.gateway.bundle,
  });
  lifecycle.addStartupHook(() => supervisor.start());
  lifecycle.addShutdownHook(() => supervisor.stop());
  return supervisor;
}
