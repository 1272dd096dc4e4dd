import type { Command } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { readGiven } from '../files/readGiven';
import { CliError, EXIT } from '../output/errors';
import { collect, expectData } from '../portal/client';
import type { Define } from './define';

function readDefinition(file: string): Record<string, unknown> {
  const text = readGiven(file === '-' ? 0 : file).toString();
  try {
    return z.record(z.string(), z.unknown()).parse(parse(text));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? 'it is not an object' : String(error);
    throw new CliError(
      EXIT.usage,
      `${file} is not a service definition in JSON or YAML: ${reason}`,
    );
  }
}

/** register, services */
export function defineServiceCommands(program: Command, define: Define): void {
  define(
    program
      .command('register <name> <file>')
      .description(
        'register a service: a definition as systems send it, JSON or YAML, - for standard input',
      ),
    async ({ portal, output }, [name = '', file = '']) => {
      const body = readDefinition(file);
      const client = await portal();
      const service = await expectData(
        client.POST('/v1/environments/{name}/services', {
          params: { path: { name } },
          body,
        }),
      );
      output.result(
        service,
        `Registered ${service.displayName} as ${service.id}.`,
      );
    },
  );

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
        })),
        `${name} has registered nothing yet.`,
        items,
      );
    },
  );
}
