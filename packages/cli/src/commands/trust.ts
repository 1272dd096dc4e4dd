import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { KeyType } from '../connect/keyAndRequest';
import { CliError, EXIT } from '../output/errors';
import { expectData, expectDone } from '../portal/client';
import type { Define } from './define';

const KEY_TYPES: readonly string[] = [
  'rsa2048',
  'rsa3072',
  'rsa4096',
  'ecdsa256',
  'ecdsa384',
];

function isKeyType(text: string): text is KeyType {
  return KEY_TYPES.includes(text);
}

/** token, tokens, cancel-token, connect */
export function defineTrustCommands(program: Command, define: Define): void {
  define(
    program
      .command('token <name>')
      .description('fetch a one-time token for connecting the system'),
    async ({ portal, output }, [name = '']) => {
      const client = await portal();
      const token = await expectData(
        client.POST('/v1/environments/{name}/tokens', {
          params: { path: { name } },
        }),
      );
      output.result(
        token,
        `Give this URL to the system before ${token.expiresAt}; it works once:\n${token.url}\n\nOr here: remote-env connect '${token.url}' --out DIR`,
      );
    },
  );

  define(
    program
      .command('tokens <name>')
      .description('list the one-time tokens that can still be used'),
    async ({ portal, output }, [name = '']) => {
      const client = await portal();
      const { items } = await expectData(
        client.GET('/v1/environments/{name}/tokens', {
          params: { path: { name } },
        }),
      );
      output.result(
        items,
        items.length === 0
          ? `No one-time token for ${name} can be used.`
          : items
              .map(
                ({ fingerprint, issuedBy, expiresAt }) =>
                  `${fingerprint}  until ${expiresAt}  by ${issuedBy}`,
              )
              .join('\n'),
      );
    },
  );

  define(
    program
      .command('cancel-token <name> <fingerprint>')
      .description('make a one-time token worthless'),
    async ({ portal, output }, [name = '', fingerprint = '']) => {
      const client = await portal();
      await expectDone(
        client.DELETE('/v1/environments/{name}/tokens/{fingerprint}', {
          params: { path: { name, fingerprint } },
        }),
      );
      output.result(
        { fingerprint, cancelled: true },
        `The one-time token ${fingerprint} is worthless now.`,
      );
    },
  );

  define(
    program
      .command('connect <token-url>')
      .description(
        'get a client certificate with a one-time token; needs no portal',
      )
      .requiredOption(
        '--out <dir>',
        'writes key.pem, cert.pem, chain.pem and info.json',
      )
      .option(
        '--ca <file>',
        'certificate by which the edge is trusted (default: edge-ca.pem of the data directory)',
      )
      .option('--key-type <type>', `one of ${KEY_TYPES.join(', ')}`, 'rsa2048'),
    async ({ output, dataDir }, [tokenUrl = ''], options) => {
      const keyType = options.keyType ?? 'rsa2048';
      if (!isKeyType(keyType)) {
        throw new CliError(
          EXIT.usage,
          `--key-type must be one of ${KEY_TYPES.join(', ')}.`,
        );
      }
      const local = path.join(dataDir, 'edge-ca.pem');
      const caFile = options.ca ?? (existsSync(local) ? local : undefined);
      const out = path.resolve(options.out ?? '.');
      // Loaded here, because the other commands would start twice as slowly with it.
      const { connectSystem } = await import('../connect/connectSystem');
      const connected = await connectSystem({
        tokenUrl,
        outDir: out,
        caFile,
        keyType,
      });
      output.result(
        connected,
        `Connected ${connected.application}: certificate until ${connected.notAfter}, files in ${out}.`,
      );
    },
  );
}
