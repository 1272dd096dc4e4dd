import type { Command } from 'commander';
import { collect, expectData, expectDone } from '../portal/client';
import type { Define } from './define';
import { keyValue } from './keyValue';

/** create, list, get, delete */
export function defineEnvironmentCommands(
  program: Command,
  define: Define,
): void {
  define(
    program
      .command('create <name>')
      .description('request a remote environment')
      .option('--display-name <text>', 'name that people see')
      .option('--description <text>', 'what it is')
      .option(
        '--label <key=value>',
        'label; may be given several times',
        keyValue,
      )
      .option('--owner <ref>', 'entity reference of the owning user or group'),
    async ({ portal, output }, [name = ''], options) => {
      const client = await portal();
      const created = await expectData(
        client.POST('/v1/environments', {
          body: {
            name,
            displayName: options.displayName,
            description: options.description,
            labels: options.label,
            owner: options.owner,
          },
        }),
      );
      output.result(
        created,
        created.state === 'approved'
          ? `${created.name} is approved.`
          : `Requested ${created.name}. An admin has to approve it: remote-env approve ${created.name}`,
      );
    },
  );

  define(
    program.command('list').description('remote environments'),
    async ({ portal, output }) => {
      const client = await portal();
      const items = await collect(cursor =>
        expectData(
          client.GET('/v1/environments', {
            params: { query: { limit: 200, cursor } },
          }),
        ),
      );
      output.table(
        items.map(e => ({
          name: e.name,
          state: e.state,
          services: String(e.serviceCount),
          owner: e.owner ?? '',
        })),
        'No remote environments.',
        items,
      );
    },
  );

  define(
    program.command('get <name>').description('one remote environment'),
    async ({ portal, output }, [name = '']) => {
      const client = await portal();
      const found = await expectData(
        client.GET('/v1/environments/{name}', { params: { path: { name } } }),
      );
      output.result(
        found,
        `${found.name}: ${found.state}, ${found.serviceCount} services`,
      );
    },
  );

  define(
    program
      .command('delete <name>')
      .description(
        'delete a remote environment and everything that belongs to it',
      ),
    async ({ portal, output }, [name = '']) => {
      const client = await portal();
      await expectDone(
        client.DELETE('/v1/environments/{name}', {
          params: { path: { name } },
        }),
      );
      output.result({ name, deleted: true }, `Deleted ${name}.`);
    },
  );
}
