import { Option, type Command } from 'commander';
import { collect, expectData } from '../portal/client';
import { keyValue } from './keyValue';
import type { Define } from './define';

const DECISIONS = [
  {
    command: 'approve',
    verdict: 'approved',
    description: 'approve a request, or resume a suspended environment',
    needsReason: false,
  },
  {
    command: 'reject',
    verdict: 'rejected',
    description: 'reject a request',
    needsReason: true,
  },
  {
    command: 'suspend',
    verdict: 'suspended',
    description: 'cut an environment off at once',
    needsReason: false,
  },
  {
    command: 'retire',
    verdict: 'retired',
    description: 'cut an environment off for good; it can only be deleted then',
    needsReason: true,
  },
] as const;

const STATES = [
  'waiting',
  'approved',
  'rejected',
  'suspended',
  'retired',
] as const;

interface Approvable {
  name: string;
  state: string;
  approvals?: { by: string }[];
  requiredApprovals?: number;
}

/** `1 of 2`; nothing where one is enough. */
function progress({ approvals = [], requiredApprovals = 1 }: Approvable) {
  return requiredApprovals > 1
    ? `${approvals.length} of ${requiredApprovals}`
    : '';
}

/** approvals, approve, reject, suspend, retire */
export function defineApprovalCommands(program: Command, define: Define): void {
  for (const { command, verdict, description, needsReason } of DECISIONS) {
    const defined = program
      .command(`${command} <name>`)
      .description(description);
    define(
      needsReason
        ? defined.requiredOption('--reason <text>', 'for the record')
        : defined.option('--reason <text>', 'for the record'),
      async ({ portal, output }, [name = ''], options) => {
        const client = await portal();
        const decided = await expectData(
          client.PUT('/v1/environments/{name}/decision', {
            params: { path: { name } },
            body: { verdict, reason: options.reason },
          }),
        );
        output.result(
          decided,
          decided.state === verdict
            ? `${decided.name} is ${decided.state}.`
            : `${decided.name} has ${progress(
                decided,
              )} approvals: another admin has to approve it, too.`,
        );
      },
    );
  }

  define(
    program
      .command('approvals')
      .description('what waits for approval, the oldest first')
      .addOption(
        new Option('--state <state>', 'what was decided instead')
          .choices(STATES)
          .default('waiting'),
      )
      .option('--owner <ref>', 'entity reference of the owning user or group')
      .option('--label <key=value>', 'label that it has', keyValue),
    async ({ portal, output }, _args, options) => {
      const client = await portal();
      const state = STATES.find(each => each === options.state);
      const [label] = Object.entries(options.label ?? {});
      const items = await collect(cursor =>
        expectData(
          client.GET('/v1/approvals', {
            params: {
              query: {
                state,
                owner: options.owner,
                label: label?.join('='),
                limit: 200,
                cursor,
              },
            },
          }),
        ),
      );
      output.table(
        items.map(item => ({
          name: item.name,
          state: item.state,
          approvals: progress(item),
          owner: item.owner ?? '',
          requested: item.createdAt,
        })),
        state === 'waiting' ? 'Nothing waits for approval.' : 'None.',
        items,
      );
    },
  );
}
