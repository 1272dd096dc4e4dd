import { InvalidArgumentError, type Command } from 'commander';
import {
  collect,
  expectData,
  expectDone,
  type PortalClient,
} from '../portal/client';
import { CliError, EXIT } from '../output/errors';
import type { Define } from './define';
import { parseEventType } from './eventType';

interface ConsumerName {
  namespace: string;
  name: string;
}

function consumerOf(text: string | undefined): ConsumerName {
  const [namespace, name, ...rest] = (text ?? '').split('/');
  if (!namespace || !name || rest.length > 0) {
    throw new CliError(EXIT.usage, '--consumer must be NAMESPACE/NAME.');
  }
  return { namespace, name };
}

function several(text: string, all: string[] = []): string[] {
  if (text === '') {
    throw new InvalidArgumentError('Expected a value.');
  }
  return [...all, text];
}

const same = (a: ConsumerName, b: ConsumerName) =>
  a.namespace === b.namespace && a.name === b.name;

async function dropBindings(
  client: PortalClient,
  environment: string,
  serviceId: string,
  consumer: ConsumerName,
) {
  const bindings = await collect(cursor =>
    expectData(
      client.GET('/v1/bindings', {
        params: { query: { environment, serviceId, limit: 200, cursor } },
      }),
    ),
  );
  for (const binding of bindings.filter(b => same(b.consumer, consumer))) {
    await expectDone(
      client.DELETE('/v1/environments/{name}/bindings/{bindingId}', {
        params: { path: { name: environment, bindingId: binding.id } },
      }),
    );
  }
}

/** Subscriptions of a consumer that still get events. */
async function activeSubscriptions(
  client: PortalClient,
  environment: string,
  consumer: ConsumerName,
) {
  const subscriptions = await collect(cursor =>
    expectData(
      client.GET('/v1/environments/{name}/subscriptions', {
        params: { path: { name: environment }, query: { limit: 200, cursor } },
      }),
    ),
  );
  return subscriptions
    .filter(s => s.state === 'active' && same(s.consumer, consumer))
    .map(s => s.id);
}

/** bind, subscribe */
export function defineConsumerCommands(program: Command, define: Define): void {
  define(
    program
      .command('bind <name> <service>')
      .description('let one consumer use a service, given by id or name')
      .requiredOption('--consumer <namespace/name>', 'who may use it')
      .option(
        '--component <ref>',
        'entity reference of the consumer in the catalog',
      )
      .option(
        '--replace',
        'take back earlier bindings of this consumer to this service',
      ),
    async ({ portal, output }, [name = '', service = ''], options) => {
      const consumer = consumerOf(options.consumer);
      const client = await portal();
      const found = await expectData(
        client.GET('/v1/environments/{name}/services/{serviceId}', {
          params: { path: { name, serviceId: service } },
        }),
      );
      if (options.replace) {
        await dropBindings(client, name, found.id, consumer);
      }
      const binding = await expectData(
        client.POST('/v1/environments/{name}/services/{serviceId}/bindings', {
          params: { path: { name, serviceId: found.id } },
          body: { consumer: { ...consumer, component: options.component } },
        }),
      );
      // `BINDING_VARIABLES`; to load what names them takes longer than the command.
      output.result(
        binding,
        `GATEWAY_URL=${binding.gatewayUrl}\nGATEWAY_TOKEN=${binding.token}\n\nThe token is shown once. Send it as header X-Remote-Env-Token.`,
      );
    },
  );

  define(
    program
      .command('subscribe <name>')
      .description('deliver events to a sink')
      .requiredOption(
        '--type <type[:version]>',
        'event type; may be given several times',
        several,
      )
      .requiredOption('--sink <url>', 'where events are posted')
      .requiredOption('--consumer <namespace/name>', 'who gets them')
      .option(
        '--replace',
        'change the subscription that this consumer has, and end others of it',
      ),
    async ({ portal, output }, [name = ''], options) => {
      const consumer = consumerOf(options.consumer);
      const client = await portal();
      const wanted = {
        eventTypes: (options.type ?? []).map(parseEventType),
        sink: options.sink ?? '',
      };
      const [kept, ...others] = options.replace
        ? await activeSubscriptions(client, name, consumer)
        : [];
      // Changed and not made anew: events that wait for delivery are kept.
      const subscription = await expectData(
        kept === undefined
          ? client.POST('/v1/environments/{name}/subscriptions', {
              params: { path: { name } },
              body: { consumer, ...wanted },
            })
          : client.PATCH(
              '/v1/environments/{name}/subscriptions/{subscriptionId}',
              {
                params: { path: { name, subscriptionId: kept } },
                body: wanted,
              },
            ),
      );
      for (const subscriptionId of others) {
        await expectDone(
          client.DELETE(
            '/v1/environments/{name}/subscriptions/{subscriptionId}',
            { params: { path: { name, subscriptionId } } },
          ),
        );
      }
      output.result(
        subscription,
        `Subscribed ${options.consumer} as ${subscription.id}.`,
      );
    },
  );
}
