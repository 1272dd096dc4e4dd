import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  bindingManagePermission,
  connectionState,
  eventSendPermission,
  subscriptionManagePermission,
  type EventSubscription,
  type RemoteServiceBinding,
} from '@remote-env/plugin-remote-env-common';
import type { ConsumerState } from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import type { Connection } from '../../connections';
import type { Bindings, Subscriptions } from '../../consumers';
import type { GatewayControl } from '../../gateway';
import type {
  DependentList,
  ResourceIndex,
  ServiceList,
} from '../../index-projection';
import type { ServiceRegistry } from '../../registry';
import type { Audit } from './auditing';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import {
  presentBinding,
  presentDeadLetter,
  presentSubscription,
} from './present/consumer';

const jsonValue = z.json().optional();

function identityOf({ environment }: Connection) {
  return { name: environment.metadata.name, uid: environment.metadata.uid };
}

/** Bindings, subscriptions, dead letters, and events sent by people. */
export function createConsumerOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  bindings: Bindings;
  bindingList: DependentList<RemoteServiceBinding>;
  control: GatewayControl;
  index: ResourceIndex;
  registry: ServiceRegistry;
  services: ServiceList;
  subscriptions: Subscriptions;
  subscriptionList: DependentList<EventSubscription>;
}): Pick<
  PortalOperations,
  | 'listBindings'
  | 'createBinding'
  | 'deleteBinding'
  | 'listSubscriptions'
  | 'createSubscription'
  | 'changeSubscription'
  | 'deleteSubscription'
  | 'listDeadLetters'
  | 'replayDeadLetter'
  | 'sendEvent'
> {
  const { access, audit, bindings, control, index, registry, subscriptions } =
    deps;

  /** Backlogs by consumer; none while no gateway answers, which is no reason to hide the subscriptions. */
  const backlogs = async (): Promise<Map<string, ConsumerState>> => {
    const states = await control.consumers().catch(() => []);
    return new Map(states.map(state => [state.name, state]));
  };

  return {
    async listBindings({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const page = await deps.bindingList.list({
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        serviceId: query.serviceId,
        filter,
        ...(query.environment !== undefined && {
          environment: { name: query.environment },
        }),
      });
      const names = await deps.services.names(
        page.items.map(binding => binding.spec.serviceId),
      );
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(binding =>
            presentBinding(binding, names.get(binding.spec.serviceId)),
          ),
        },
      };
    },

    async createBinding(call) {
      const { path, body, credentials } = call;
      return audit(
        'binding-create',
        call,
        { environment: { name: path.name }, serviceId: path.serviceId },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              bindingManagePermission,
            ),
          );
          facts.environment = environment;
          const service = await registry.get(environment, path.serviceId);
          if (!service) {
            throw new NotFoundError(
              `There is no service '${path.serviceId}' in '${path.name}'`,
            );
          }
          facts.serviceId = service.id;
          facts.details = {
            consumer: `${body.consumer.namespace}/${body.consumer.name}`,
          };
          if (!service.api) {
            throw new ConflictError(
              `Service '${service.name}' has no API that could be called`,
            );
          }
          const { binding, gatewayUrl, token } = await bindings.create({
            environment,
            service,
            consumer: body.consumer,
            createdBy: credentials.principal.userEntityRef,
          });
          facts.details.binding = binding.metadata.name;
          return {
            status: 201,
            body: { id: binding.metadata.name, gatewayUrl, token },
          };
        },
      );
    },

    async deleteBinding(call) {
      const { path, credentials } = call;
      return audit(
        'binding-delete',
        call,
        {
          environment: { name: path.name },
          details: { binding: path.bindingId },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              bindingManagePermission,
            ),
          );
          facts.environment = environment;
          const binding = await bindings.get(path.bindingId);
          if (binding.spec.environment.uid !== environment.uid) {
            throw new NotFoundError(`There is no binding '${path.bindingId}'`);
          }
          facts.serviceId = binding.spec.serviceId;
          await bindings.delete(path.bindingId);
          return { status: 204 };
        },
      );
    },

    async listSubscriptions({ path, query, credentials }) {
      const connection = await access.environment(credentials, path.name);
      await index.whenBuilt();
      const [page, states] = await Promise.all([
        deps.subscriptionList.list({
          limit: query.limit ?? DEFAULT_PAGE,
          cursor: query.cursor,
          environment: identityOf(connection),
        }),
        backlogs(),
      ]);
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(subscription =>
            presentSubscription(
              subscription,
              states.get(subscription.metadata.uid),
            ),
          ),
        },
      };
    },

    async createSubscription(call) {
      const { path, body, credentials } = call;
      return audit(
        'subscription-create',
        call,
        {
          environment: { name: path.name },
          details: {
            consumer: `${body.consumer.namespace}/${body.consumer.name}`,
          },
        },
        async facts => {
          const connection = await access.environment(
            credentials,
            path.name,
            subscriptionManagePermission,
          );
          facts.environment = identityOf(connection);
          const subscription = await subscriptions.create({
            ...body,
            environment: connection.environment,
            createdBy: credentials.principal.userEntityRef,
          });
          facts.details = {
            ...facts.details,
            subscription: subscription.metadata.name,
          };
          return { status: 201, body: presentSubscription(subscription) };
        },
      );
    },

    async changeSubscription(call) {
      const { path, body, credentials } = call;
      return audit(
        'subscription-change',
        call,
        {
          environment: { name: path.name },
          details: { subscription: path.subscriptionId },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              subscriptionManagePermission,
            ),
          );
          facts.environment = environment;
          const subscription = await subscriptions.change(
            environment.uid,
            path.subscriptionId,
            body,
          );
          return { status: 200, body: presentSubscription(subscription) };
        },
      );
    },

    async deleteSubscription(call) {
      const { path, credentials } = call;
      return audit(
        'subscription-delete',
        call,
        {
          environment: { name: path.name },
          details: { subscription: path.subscriptionId },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              subscriptionManagePermission,
            ),
          );
          facts.environment = environment;
          const { metadata } = await subscriptions.get(
            environment.uid,
            path.subscriptionId,
          );
          await subscriptions.delete(metadata.name);
          return { status: 204 };
        },
      );
    },

    async listDeadLetters({ path, query, credentials }) {
      const { uid } = identityOf(
        await access.environment(credentials, path.name),
      );
      const { metadata } = await subscriptions.get(uid, path.subscriptionId);
      const limit = query.limit ?? DEFAULT_PAGE;
      const [page, states] = await Promise.all([
        control.deadLetters(metadata.uid, { limit, continue: query.cursor }),
        control.consumers(),
      ]);
      const state = states.find(({ name }) => name === metadata.uid);
      return {
        status: 200,
        body: {
          items: page.items.map(presentDeadLetter),
          totalItems: state?.deadLetters ?? page.items.length,
          nextCursor: page.continue,
        },
      };
    },

    async replayDeadLetter(call) {
      const { path, credentials } = call;
      return audit(
        'dead-letter-replay',
        call,
        {
          environment: { name: path.name },
          details: { subscription: path.subscriptionId },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              subscriptionManagePermission,
            ),
          );
          facts.environment = environment;
          const { metadata } = await subscriptions.get(
            environment.uid,
            path.subscriptionId,
          );
          await control.replay(metadata.uid, path.deadLetterId);
          return { status: 204 };
        },
      );
    },

    async sendEvent(call) {
      const { path, body, credentials } = call;
      return audit(
        'event-send',
        call,
        { environment: { name: path.name }, details: { type: body.type } },
        async facts => {
          const connection = await access.environment(
            credentials,
            path.name,
            eventSendPermission,
          );
          const environment = identityOf(connection);
          facts.environment = environment;
          const state = connectionState(
            connection.environment,
            connection.approval,
          );
          if (state !== 'approved') {
            throw new ConflictError(
              `'${path.name}' is ${state}; events are taken of approved connections only`,
            );
          }
          const accepted = await control.publish({
            ...body,
            data: jsonValue.parse(body.data),
            environment,
          });
          facts.details = { type: body.type, id: accepted.id };
          return { status: 200, body: accepted };
        },
      );
    },
  };
}
