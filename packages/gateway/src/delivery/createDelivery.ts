import type { DeliveryRole, RoleDeps } from '../process/roles';
import { Deliveries } from './Deliveries';

/** The role `delivery`. It reads subscriptions from the store itself, so it can run alone. */
export function createDelivery(deps: RoleDeps): DeliveryRole {
  return Deliveries.create(deps);
}
