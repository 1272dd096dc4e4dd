import type { Service } from '../../apis';
import { BindingsTable } from '../BindingsTable';
import { BindForm } from './BindForm';
import { EventsOffer } from './EventsOffer';

/** How a lambda uses a service: a binding for its API, a subscription for its events. */
export function UseItTab({ service }: { service: Service }) {
  return (
    <>
      {service.kinds.includes('api') && (
        <>
          <BindForm service={service} />
          <BindingsTable service={service} />
        </>
      )}
      {service.kinds.includes('events') && <EventsOffer service={service} />}
    </>
  );
}
