export { GatewayControl } from './GatewayControl';
export {
  GatewaySupervisor,
  type GatewayProcessState,
} from './GatewaySupervisor';
export { GatewayRefusedError, GatewayUnreachableError } from './errors';
