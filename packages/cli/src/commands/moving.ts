import type { Command } from 'commander';
import { CliError, EXIT } from '../output/errors';
import type { CommandOptions, Define } from './define';

const collect = (value: string, all: string[] = []) => [...all, value];

function withStores(command: Command): Command {
  return command
    .option(
      '--config <file>',
      'configuration of the portal; may be given several times (default: app-config.yaml)',
      collect,
    )
    .option(
      '--passphrase-file <file>',
      'passphrase of the archive (default: REMOTE_ENV_PASSPHRASE, or it is asked for)',
    );
}

/** export, import */
export function defineMovingCommands(program: Command, define: Define): void {
  define(
    withStores(
      program
        .command('export <file>')
        .description(
          'write everything of an installation into one archive; works on its stores, without a portal',
        )
        .option(
          '--allow-changes',
          'take what was found although it changed meanwhile',
        ),
    ),
    async ({ output }, [file = ''], options) => {
      const { runExport } = await import('../moving/run');
      await runExport(output, {
        ...storesOf(file, options),
        allowChanges: options.allowChanges ?? false,
      });
    },
  );

  define(
    withStores(
      program
        .command('import <file>')
        .description(
          'bring everything of an archive into empty stores; works on them, without a portal',
        )
        .option('--dry-run', 'check archive and target, write nothing')
        .option('--resume', 'go on with an import that was broken off')
        .option('--verify', 'only compare an installation with the archive'),
    ),
    async ({ output }, [file = ''], options) => {
      const { dryRun = false, resume = false, verify = false } = options;
      if (verify && (dryRun || resume)) {
        throw new CliError(
          EXIT.usage,
          '--verify writes nothing, and goes with neither --dry-run nor --resume',
        );
      }
      // Loaded here: the other commands need no stores.
      const { runImport, runVerify } = await import('../moving/run');
      const stores = storesOf(file, options);
      await (verify
        ? runVerify(output, stores)
        : runImport(output, { ...stores, dryRun, resume }));
    },
  );
}

function storesOf(file: string, { config, passphraseFile }: CommandOptions) {
  return { file, configs: config ?? [], passphraseFile };
}
