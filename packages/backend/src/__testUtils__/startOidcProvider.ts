import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

export interface TestOidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Lets people be sent there after signing in, and after signing out. */
  allowRedirect(uri: string, afterSignOut: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The npm package oidc-provider in a process of its own; it is an ES module, which jest does not load.
 *
 * @param accounts - claims by account id; whoever names one of them is signed in
 * @param port - 0: any free one
 */
export async function startOidcProvider(
  accounts: Record<string, Record<string, unknown>>,
  port = 0,
): Promise<TestOidcProvider> {
  const client = { clientId: 'portal', clientSecret: 'secret of the portal' };
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      resolvePackagePath('backend', 'src/__testUtils__/oidcProviderProgram.ts'),
      JSON.stringify({ ...client, accounts, port }),
    ],
    // The test runner's own loader options are none of the child's business.
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH } },
  );
  const log: string[] = [];
  child.stderr.on('data', chunk => log.push(String(chunk)));
  const lines = createInterface({ input: child.stdout });
  const line = (start: string) =>
    new Promise<string>((resolve, reject) => {
      const taken = (text: string) => {
        if (text.startsWith(start)) {
          lines.off('line', taken);
          resolve(text);
        }
      };
      lines.on('line', taken);
      child.once('exit', () =>
        reject(new Error(`The OpenID provider ended: ${log.join('')}`)),
      );
    });
  const [, issuer = ''] = (await line('issuer')).split(' ');
  const tell = async (command: string) => {
    const done = line('done');
    child.stdin.write(`${command}\n`);
    await done;
  };
  return {
    ...client,
    issuer,
    allowRedirect: (uri, afterSignOut) =>
      tell(`redirect ${uri} ${afterSignOut}`),
    stop: async () => {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.stdin.end();
        await exited;
      }
    },
  };
}

/** Changes what a provider of {@link startOidcProvider} knows of somebody; null: nothing any more. */
export async function changeAccount(
  issuer: string,
  account: string,
  claims: object | null,
): Promise<void> {
  const answer = await fetch(`${issuer}/test/accounts/${account}`, {
    method: 'PUT',
    body: JSON.stringify(claims),
  });
  if (!answer.ok) {
    throw new Error(`The provider answered ${answer.status}`);
  }
}
