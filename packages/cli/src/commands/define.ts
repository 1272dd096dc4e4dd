import type { Command } from 'commander';
import { createContext, withGlobalOptions, type Context } from './context';

/** Options of one command as commander parsed them: each command names those it declares. */
export interface CommandOptions {
  displayName?: string;
  description?: string;
  label?: Record<string, string>;
  owner?: string;
  reason?: string;
  state?: string;
  code?: string;
  former?: boolean;
  out?: string;
  ca?: string;
  keyType?: string;
  consumer?: string;
  component?: string;
  replace?: boolean;
  type?: string[];
  sink?: string;
  eventType?: string;
  id?: string;
  data?: string;
  method?: string;
  header?: string[];
  config?: string[];
  passphraseFile?: string;
  allowChanges?: boolean;
  dryRun?: boolean;
  resume?: boolean;
  verify?: boolean;
  replaces?: string;
  provider?: string;
  endsOn?: string;
  successor?: string;
  undo?: boolean;
}

export type Action = (
  context: Context,
  args: string[],
  options: CommandOptions,
) => Promise<void>;
export type Define = (command: Command, action: Action) => void;

/** Gives `define`, which adds the global options and turns failures into exit codes. */
export function createDefine(): Define {
  return (command, action) => {
    withGlobalOptions(command).action(async (...received: unknown[]) => {
      const options = command.opts();
      const context = createContext(options);
      const args = received
        .slice(0, command.registeredArguments.length)
        // One that takes several comes as a list.
        .flat()
        .map(String);
      try {
        await action(context, args, options);
      } catch (error) {
        process.exitCode = context.output.failure(error);
      }
    });
  };
}
