export type { KeeperContext } from './keepService';
export { ServiceKeeper, type ServiceKeeperOptions } from './ServiceKeeper';
