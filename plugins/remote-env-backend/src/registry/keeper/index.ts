export type { KeeperContext } from './keepService';
export { ServiceKeeper, type ServiceKeeperTuning } from './ServiceKeeper';
