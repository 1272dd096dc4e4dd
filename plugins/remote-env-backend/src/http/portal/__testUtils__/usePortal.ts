import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { startTestPortal } from '../../../__testUtils__/testPortal';

/** A service with an API and credentials, as the portal takes it. */
export const DEFINITION = {
  provider: 'acme',
  name: 'Orders',
  description: 'Orders and baskets',
  api: {
    targetUrl: 'https://shop.example.com/api',
    spec: {
      openapi: '3.0.0',
      info: { title: 'Orders', version: '1' },
      paths: {},
    },
    credentials: { basic: { username: 'ada', password: 'sesame-open' } },
  },
};

/** One portal for the tests of one file, and a store over what it keeps. */
export function usePortal() {
  let portal: Awaited<ReturnType<typeof startTestPortal>>;
  let store: ResourceStore;

  beforeAll(async () => {
    portal = await startTestPortal();
    store = createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(portal.dataDir, 'resources.sqlite'),
      },
      encryptionKey: Buffer.alloc(32, 1),
    });
  }, 60_000);

  afterAll(async () => {
    await store.close();
    await portal.stop();
  });

  /** Requests and approves an environment. @returns its uid */
  const connect = async (name: string) => {
    const { body } = await portal
      .developer('post', '/v1/environments')
      .send({ name });
    await portal
      .admin('put', `/v1/environments/${name}/decision`)
      .send({ verdict: 'approved' });
    return body.uid as string;
  };

  /** Made by openssl, as a system's people would. */
  async function csrFor(subject: string): Promise<string> {
    const { stdout } = await promisify(execFile)('openssl', [
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      path.join(portal.dataDir, 'system.key'),
      '-subj',
      `/${subject.replaceAll(',', '/')}`,
    ]);
    return stdout;
  }

  return { given: () => ({ portal, store }), connect, csrFor };
}
