export { GatewayControl } from './GatewayControl';
export { createGatewayHealth, type GatewayHealth } from './gatewayHealth';
export {
  GatewaySupervisor,
  type GatewayProcessState,
} from './GatewaySupervisor';
export { GatewayRefusedError, GatewayUnreachableError } from './errors';
