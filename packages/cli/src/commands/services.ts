import type { Command } from 'commander';
import { collect, expectData } from '../portal/client';
import type { Define } from './define';

/** services */
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
}
