import { ConflictError } from '@backstage/errors';
import {
  connectionState,
  eventSendPermission,
  subscriptionManagePermission,
  type EventSubscription,
} from '@remote-env/plugin-remote-env-common';
import type { ConsumerState } from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import type { Subscriptions } from '../../consumers';
import type { GatewayControl } from '../../gateway';
import type { DependentList, ResourceIndex } from '../../index-projection';
import type { Audit, AuditedAction, AuditedCall } from './auditing';
import { identityOf } from './identityOf';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentDeadLetter, presentSubscription } from './present/consumer';

const jsonValue = z.json().optional();

/** Who gets which events, what could not be delivered, and events sent by people. */
export function createSubscriptionOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  control: GatewayControl;
  index: ResourceIndex;
  subscriptions: Subscriptions;
  subscriptionList: DependentList<EventSubscription>;
}): Pick<
  PortalOperations,
  | 'listSubscriptions'
  | 'createSubscription'
  | 'changeSubscription'
  | 'deleteSubscription'
  | 'listDeadLetters'
  | 'replayDeadLetter'
  | 'sendEvent'
> {
  const { access, audit, control, index, subscriptions } = deps;

  /** Backlogs by consumer; none while no gateway answers, which is no reason to hide the subscriptions. */
  const backlogs = async (): Promise<Map<string, ConsumerState>> => {
    const states = await control.consumers().catch(() => []);
    return new Map(states.map(state => [state.name, state]));
  };

  /** What people do to one subscription: with the right to it, audited, and only within its own environment. */
  const onSubscription = <T>(
    action: AuditedAction,
    call: AuditedCall & { path: { name: string; subscriptionId: string } },
    act: (
      subscription: EventSubscription,
      environmentUid: string,
    ) => Promise<T>,
  ): Promise<T> => {
    const { name, subscriptionId } = call.path;
    return audit(
      action,
      call,
      { environment: { name }, details: { subscription: subscriptionId } },
      async facts => {
        const environment = identityOf(
          await access.environment(
            call.credentials,
            name,
            subscriptionManagePermission,
          ),
        );
        facts.environment = environment;
        const subscription = await subscriptions.get(
          environment.uid,
          subscriptionId,
        );
        return act(subscription, environment.uid);
      },
    );
  };

  return {
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
      return onSubscription(
        'subscription-change',
        call,
        async ({ metadata }, environmentUid) => ({
          status: 200,
          body: presentSubscription(
            await subscriptions.change(
              environmentUid,
              metadata.name,
              call.body,
            ),
          ),
        }),
      );
    },

    async deleteSubscription(call) {
      return onSubscription(
        'subscription-delete',
        call,
        async ({ metadata }) => {
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
      return onSubscription(
        'dead-letter-replay',
        call,
        async ({ metadata }) => {
          await control.replay(metadata.uid, call.path.deadLetterId);
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
