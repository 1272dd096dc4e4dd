/*
 * An OpenID provider in a process of its own, started with plain Node: `oidcProviderProgram.ts <options as JSON>`. Says
 * `issuer URL` once it listens and `done` after each line on standard input: `redirect URI AFTER`, with where people are
 * sent after signing in and out. `PUT /test/accounts/ID` changes the claims of an account, null for one that is no more.
 * Ends when standard input does.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import Provider, { type Configuration } from 'oidc-provider';

interface ProgramOptions {
  clientId: string;
  clientSecret: string;
  /** 0: any free one. */
  port: number;
  /** Claims by account id. */
  accounts: Record<string, Record<string, unknown> | null>;
}

const options: ProgramOptions = JSON.parse(process.argv[2] ?? '{}');

function configuration(redirectUri = '', afterSignOut = ''): Configuration {
  return {
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: redirectUri ? [redirectUri] : [],
        post_logout_redirect_uris: afterSignOut ? [afterSignOut] : [],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['of this test'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'name'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    // Confidential clients of Backstage's provider send no proof key.
    pkce: { required: () => false },
    issueRefreshToken: async () => true,
    features: { revocation: { enabled: true } },
    findAccount: (_, id) => {
      const claims = options.accounts[id];
      return claims
        ? { accountId: id, claims: async () => ({ ...claims, sub: id }) }
        : undefined;
    },
    // Nobody is asked for consent to what the company's own portal learns.
    loadExistingGrant: async ctx => {
      const { client, provider, session } = ctx.oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId,
        accountId: session?.accountId,
      });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  };
}

const server = createServer();
server.listen(options.port, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const issuer = `http://localhost:${port}`;
  let handle = new Provider(issuer, configuration()).callback();
  server.on('request', async (req, res) => {
    const [, changed] =
      req.method === 'PUT'
        ? /^\/test\/accounts\/([\w-]+)$/.exec(req.url ?? '') ?? []
        : [];
    if (!changed) {
      handle(req, res);
      return;
    }
    options.accounts[changed] = JSON.parse(await text(req));
    res.writeHead(204).end();
  });
  createInterface({ input: process.stdin })
    .on('line', line => {
      const [, uri, afterSignOut] = line.split(' ');
      handle = new Provider(
        issuer,
        configuration(uri, afterSignOut),
      ).callback();
      process.stdout.write('done\n');
    })
    .once('close', () => process.exit());
  process.stdout.write(`issuer ${issuer}\n`);
});
