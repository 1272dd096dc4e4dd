import type { Command } from 'commander';
import { CliError, EXIT } from '../output/errors';
import { collect, expectData, expectDone } from '../portal/client';
import type { Define } from './define';

/** services, deprecate, unregister */
export function defineServiceCommands(program: Command, define: Define): void {
  define(
    program
      .command('services <name>')
      .description('services that the environment registered'),
    async ({ portal, output }, [name = '']) => {
      const client = await portal();
      const items = await collect(cursor =>
        expectData(
          client.GET('/v1/environments/{name}/services', {
            params: { path: { name }, query: { limit: 200, cursor } },
          }),
        ),
      );
      output.table(
        items.map(s => ({
          id: s.id,
          name: s.name,
          kinds: s.kinds.join('+'),
          title: s.displayName,
          'ends on': s.deprecation?.endsOn ?? '',
        })),
        `${name} has registered nothing yet.`,
        items,
      );
    },
  );

  define(
    program
      .command('deprecate <name> <service>')
      .description(
        'say until when a service, given by id or name, is there; nothing is cut off by it',
      )
      .option(
        '--ends-on <date>',
        'the day from which it is no longer promised, as 2027-06-30',
      )
      .option('--successor <service>', 'id or name of what takes its place')
      .option('--undo', 'it stays after all'),
    async ({ portal, output }, [name = '', serviceId = ''], options) => {
      const { endsOn, successor, undo } = options;
      if (undo ? endsOn || successor : !endsOn) {
        throw new CliError(
          EXIT.usage,
          'Give --ends-on with the day, or --undo alone.',
        );
      }
      const client = await portal();
      const params = { path: { name, serviceId } };
      const route =
        '/v1/environments/{name}/services/{serviceId}/deprecation' as const;
      const service = await expectData(
        endsOn
          ? client.PUT(route, { params, body: { endsOn, successor } })
          : client.DELETE(route, { params }),
      );
      output.result(
        service,
        endsOn
          ? `${service.displayName} ends on ${endsOn}.`
          : `${service.displayName} stays.`,
      );
    },
  );

  define(
    program
      .command('unregister <name> <service>')
      .description(
        'remove a service, given by id or name, with its documents and bindings',
      ),
    async ({ portal, output }, [name = '', serviceId = '']) => {
      const client = await portal();
      await expectDone(
        client.DELETE('/v1/environments/{name}/services/{serviceId}', {
          params: { path: { name, serviceId } },
        }),
      );
      output.result(
        { name, service: serviceId, unregistered: true },
        `Unregistered ${serviceId} of ${name}.`,
      );
    },
  );
}
