import type { Command } from 'commander';
import { CliError, EXIT } from '../output/errors';
import type { Output } from '../output/Output';
import { readServices } from '../register/readServices';
import {
  registerService,
  type Registration,
} from '../register/registerServices';
import type { Define } from './define';

const WOULD: Record<Registration['result'], string> = {
  registered: 'would be registered',
  replaced: 'would be replaced',
  unchanged: 'unchanged',
  failed: 'would be refused',
};

/** register */
export function defineRegisterCommand(program: Command, define: Define): void {
  define(
    program
      .command('register <name> <paths...>')
      .description(
        'register services: folders and files with definitions, JSON or YAML, and OpenAPI or AsyncAPI documents; - for standard input. What has its identifier already is replaced',
      )
      .option('--dry-run', 'only say what would become of each')
      .option(
        '--provider <text>',
        'who provides what has no definition (default: the environment)',
      ),
    async ({ portal, output }, [name = '', ...paths], options) => {
      const dryRun = options.dryRun ?? false;
      const given = readServices(paths, options.provider ?? name);
      if (given.services.length === 0) {
        throw new CliError(
          EXIT.usage,
          `There is nothing to register in ${paths.join(', ')}`,
        );
      }
      for (const file of given.skipped) {
        output.progress(
          `Skipped ${file}: it is neither a definition nor a document.`,
        );
      }
      const client = await portal();
      const results: Registration[] = [];
      for (const service of given.services) {
        results.push(
          await registerService(client, service, { environment: name, dryRun }),
        );
      }
      report(output, results, dryRun);
    },
  );
}

function report(
  output: Output,
  results: readonly Registration[],
  dryRun: boolean,
): void {
  output.table(
    results.map(({ name, result, id, changes, problems, source }) => ({
      service: name,
      result: dryRun ? WOULD[result] : result,
      id: id ?? '',
      details: problems?.[0] ?? changes?.join(', ') ?? '',
      from: source,
    })),
    '',
    results,
  );
  const failed = results.filter(({ result }) => result === 'failed');
  if (failed.length > 0) {
    throw new CliError(
      EXIT.failed,
      [
        `${failed.length} of ${results.length} services ${
          dryRun ? 'would be' : 'were'
        } refused, nothing of them is kept:`,
        ...failed.flatMap(({ source, problems = [] }) =>
          problems.map(problem => `${source}: ${problem}`),
        ),
      ].join('\n'),
    );
  }
}
