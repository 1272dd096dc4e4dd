import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { PortalApiComponents } from '@remote-env/plugin-remote-env-common';
import { readGiven } from '../files/readGiven';
import { CliError, EXIT } from '../output/errors';
import { expectData, type PortalClient } from '../portal/client';
import type { Define } from './define';

type Schemas = PortalApiComponents['schemas'];
type Certificate = Schemas['Certificate'];
type RevocationCode = NonNullable<Schemas['Revocation']['code']>;

/** As lists of revoked certificates say it (RFC 5280, 5.3.1). */
const CODES: readonly RevocationCode[] = [
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
];

/** First byte of a request as DER: a sequence. */
const SEQUENCE = 0x30;

/** certificates, sign, revoke */
export function defineCertificateCommands(
  program: Command,
  define: Define,
): void {
  define(
    program
      .command('certificates <name>')
      .description('list the client certificates of a system')
      .option('--former', 'those that were revoked or have expired'),
    async ({ portal, output }, [name = ''], options) => {
      const items = await allCertificates(
        await portal(),
        name,
        options.former ? 'former' : 'current',
      );
      output.result(
        items,
        items.length === 0
          ? `${name} has no such certificate.`
          : items.map(line).join('\n'),
      );
    },
  );

  define(
    program
      .command('sign <name> <request-file>')
      .description('have a request (CSR) signed that was made elsewhere')
      .requiredOption(
        '--out <dir>',
        'a new directory: writes cert.pem, chain.pem and both.pem',
      ),
    async ({ portal, output }, [name = '', file = ''], options) => {
      const csr = readRequest(file);
      const dir = path.resolve(options.out ?? '.');
      const client = await portal();
      const params = { path: { name } };
      const { problems } = await expectData(
        client.POST('/v1/environments/{name}/certificate-request-check', {
          params,
          body: { csr },
        }),
      );
      if (problems.length > 0) {
        throw new CliError(EXIT.failed, problems.join('\n'));
      }
      // Before anything is signed: nothing is overwritten, and nothing is issued that could not be written.
      makeNew(dir);
      const issued = await expectData(
        client.POST('/v1/environments/{name}/certificates', {
          params,
          body: { csr, origin: 'upload' },
        }),
      );
      const files = {
        certificate: path.join(dir, 'cert.pem'),
        chain: path.join(dir, 'chain.pem'),
        both: path.join(dir, 'both.pem'),
      };
      const leaf = `${issued.certificate.trimEnd()}\n`;
      writeFileSync(files.certificate, leaf);
      writeFileSync(files.chain, issued.chain);
      writeFileSync(files.both, leaf + issued.chain);
      output.result(
        { fingerprint: issued.fingerprint, files },
        `Signed: certificate ${issued.fingerprint}, files in ${dir}.`,
      );
    },
  );

  define(
    program
      .command('revoke <name> <fingerprint>')
      .description('revoke a client certificate for good, within a second')
      .option('--reason <text>', 'in words, for the log')
      .option(
        '--code <code>',
        `for lists of revoked certificates, one of ${CODES.join(', ')}`,
      ),
    async ({ portal, output }, [name = '', fingerprint = ''], options) => {
      const code = CODES.find(one => one === options.code);
      if (options.code !== undefined && !code) {
        throw new CliError(
          EXIT.usage,
          `--code must be one of ${CODES.join(', ')}.`,
        );
      }
      const client = await portal();
      const revoked = await expectData(
        client.POST(
          '/v1/environments/{name}/certificates/{fingerprint}/revocation',
          {
            params: { path: { name, fingerprint } },
            body: {
              ...(options.reason && { reason: options.reason }),
              ...(code && { code }),
            },
          },
        ),
      );
      output.result(revoked, `Revoked ${fingerprint}.`);
    },
  );
}

async function allCertificates(
  client: PortalClient,
  name: string,
  state: 'current' | 'former',
): Promise<Certificate[]> {
  const items: Certificate[] = [];
  let cursor: string | undefined;
  do {
    const page = await expectData(
      client.GET('/v1/environments/{name}/certificates', {
        params: { path: { name }, query: { state, limit: 200, cursor } },
      }),
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

function line(certificate: Certificate): string {
  const { fingerprint, state, notAfter, source, lastUsed } = certificate;
  return `${fingerprint}  ${state}  until ${notAfter}  by ${source}  ${
    lastUsed ? `last used ${lastUsed}` : 'never used'
  }`;
}

/** PEM as it is sent. @throws CliError */
function readRequest(file: string): string {
  const content = readGiven(file);
  if (content.includes('PRIVATE KEY-----')) {
    throw new CliError(
      EXIT.usage,
      `${file} holds a private key, which stays with the system.`,
      'Give the request only.',
    );
  }
  if (content[0] !== SEQUENCE) {
    return content.toString('latin1');
  }
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    '-----BEGIN CERTIFICATE REQUEST-----',
    ...lines,
    '-----END CERTIFICATE REQUEST-----',
    '',
  ].join('\n');
}

/** @throws CliError unless it can be made */
function makeNew(dir: string): void {
  try {
    mkdirSync(path.dirname(dir), { recursive: true });
    mkdirSync(dir);
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `${dir} cannot be made: ${
        error instanceof Error ? error.message : String(error)
      }`,
      'Give another directory with --out.',
    );
  }
}
