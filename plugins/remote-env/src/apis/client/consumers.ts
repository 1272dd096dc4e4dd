import type { RemoteEnvApi } from '../RemoteEnvApi';
import type * as portal from '../types';
import type { PortalCalls } from './PortalCalls';
import { at, by, ENVIRONMENT, SERVICE, SUBSCRIPTION } from './routes';

/** Who uses services and events. */
export function consumers(calls: PortalCalls) {
  return {
    listBindings(query: portal.BindingQuery) {
      return calls.data(c => c.request('get', '/v1/bindings', by(query)));
    },

    createBinding(
      { environment, serviceId }: portal.ServiceRef,
      body: portal.NewBinding,
    ) {
      return calls.data(c =>
        c.request('post', `${SERVICE}/bindings`, {
          ...at({ name: environment, serviceId }),
          body,
        }),
      );
    },

    deleteBinding(name: string, bindingId: string) {
      return calls.done(c =>
        c.request(
          'delete',
          `${ENVIRONMENT}/bindings/{bindingId}`,
          at({ name, bindingId }),
        ),
      );
    },

    listSubscriptions(name: string, query: portal.PageQuery) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/subscriptions`, at({ name }, query)),
      );
    },

    createSubscription(name: string, body: portal.NewSubscription) {
      return calls.data(c =>
        c.request('post', `${ENVIRONMENT}/subscriptions`, {
          ...at({ name }),
          body,
        }),
      );
    },

    deleteSubscription(name: string, subscriptionId: string) {
      return calls.done(c =>
        c.request('delete', SUBSCRIPTION, at({ name, subscriptionId })),
      );
    },

    listDeadLetters(
      name: string,
      subscriptionId: string,
      query: portal.PageQuery,
    ) {
      return calls.data(c =>
        c.request(
          'get',
          `${SUBSCRIPTION}/dead-letters`,
          at({ name, subscriptionId }, query),
        ),
      );
    },

    replayDeadLetter(
      name: string,
      subscriptionId: string,
      deadLetterId: string,
    ) {
      return calls.done(c =>
        c.request(
          'post',
          `${SUBSCRIPTION}/dead-letters/{deadLetterId}/replay`,
          at({ name, subscriptionId, deadLetterId }),
        ),
      );
    },

    sendEvent(name: string, body: portal.NewEvent) {
      return calls.data(c =>
        c.request('post', `${ENVIRONMENT}/events`, {
          ...at({ name }),
          body,
        }),
      );
    },
  } satisfies Partial<RemoteEnvApi>;
}
