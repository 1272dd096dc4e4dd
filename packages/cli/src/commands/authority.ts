import type { Command } from 'commander';
import type { PortalApiComponents } from '@remote-env/plugin-remote-env-common';
import { CliError, EXIT } from '../output/errors';
import type { Output } from '../output/Output';
import { expectData } from '../portal/client';
import type { Define } from './define';

type Authorities = PortalApiComponents['schemas']['Authorities'];

/** authority, rotate-authority */
export function defineAuthorityCommands(
  program: Command,
  define: Define,
): void {
  define(
    program
      .command('authority')
      .description('show who signs client certificates, and who did before'),
    async ({ portal, output }) => {
      const client = await portal();
      show(output, await expectData(client.GET('/v1/authority')));
    },
  );

  define(
    program
      .command('rotate-authority')
      .description(
        'let a new authority sign from now on; certificates of the former one stay good until they expire',
      )
      .option(
        '--replaces <fingerprint>',
        'only if this is the current authority (default: whichever is)',
      ),
    async ({ portal, output }, _args, options) => {
      const client = await portal();
      const { current, obstacle } = await expectData(
        client.GET('/v1/authority'),
      );
      if (obstacle) {
        throw new CliError(EXIT.conflict, obstacle);
      }
      show(
        output,
        await expectData(
          client.POST('/v1/authority/rotation', {
            body: { replaces: options.replaces ?? current.fingerprint },
          }),
        ),
      );
    },
  );
}

function show(output: Output, authorities: Authorities): void {
  const { current, retired, problem } = authorities;
  const row = (authority: typeof current | (typeof retired)[number]) => ({
    subject: authority.subject,
    until: authority.notAfter.slice(0, 10),
    key: authority.keyAlgorithm,
    certificates: String(authority.certificates),
    revoked: String(authority.revoked),
    state: 'source' in authority ? `signs (${authority.source})` : 'former',
    fingerprint: authority.fingerprint,
  });
  output.table(
    [row(current), ...retired.map(row)],
    'There is none.',
    authorities,
  );
  if (problem) {
    throw new CliError(EXIT.failed, problem);
  }
}
