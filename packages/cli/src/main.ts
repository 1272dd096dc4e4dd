import { Command, CommanderError } from 'commander';
import { defineAuthorityCommands } from './commands/authority';
import { defineCertificateCommands } from './commands/certificates';
import { defineConsumerCommands } from './commands/consumers';
import { createDefine } from './commands/define';
import { defineApprovalCommands } from './commands/approvals';
import { defineEnvironmentCommands } from './commands/environments';
import { defineIndexCommands } from './commands/indexMaintenance';
import { defineMovingCommands } from './commands/moving';
import { defineRegisterCommand } from './commands/register';
import { defineServiceCommands } from './commands/services';
import { defineTrustCommands } from './commands/trust';
import { defineUseCommands } from './commands/use';
import { EXIT } from './output/errors';
import { failureLine } from './output/Output';

const USAGE_HINT = 'Run it with --help for the whole usage.';

/**
 * The `remote-env` command.
 *
 * @param json - wrong usage is reported as JSON too
 */
export function createProgram(json = false): Command {
  const program = new Command('remote-env')
    .description(
      'Connect external systems to the portal, register their APIs and events, and use them.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) =>
        write(
          failureLine(text.replace(/^error: /, '').trimEnd(), USAGE_HINT, json),
        ),
    });
  // Subcommands inherit it: wrong usage throws, and ends with its own exit code.
  program.exitOverride();
  const define = createDefine();
  defineEnvironmentCommands(program, define);
  defineApprovalCommands(program, define);
  defineTrustCommands(program, define);
  defineCertificateCommands(program, define);
  defineRegisterCommand(program, define);
  defineServiceCommands(program, define);
  defineConsumerCommands(program, define);
  defineUseCommands(program, define);
  defineIndexCommands(program, define);
  defineAuthorityCommands(program, define);
  defineMovingCommands(program, define);
  return program;
}

async function main(): Promise<void> {
  try {
    await createProgram(process.argv.includes('--json')).parseAsync(
      process.argv,
    );
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

if (require.main === module) {
  main();
}
