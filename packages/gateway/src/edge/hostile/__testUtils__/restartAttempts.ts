import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  Attempts,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { INFO } from '../../../__testUtils__/edgeAnswers';
import type { Credentials } from '../../../__testUtils__/pki';
import { PortalStandIn } from '../../../__testUtils__/PortalStandIn';
import { switchable } from '../../../__testUtils__/switchable';
import { TestEdge, TestStores } from '../../../__testUtils__/TestEdge';
import { until } from '../../../__testUtils__/until';
import { asked, askedInVain } from './asked';

interface Restarted {
  edge: TestEdge;
  stores: TestStores;
  /** Good when the earlier gateway ended. */
  credentials: Credentials;
  /** Revoked by then. */
  revoked: Credentials;
}

/** A gateway that ends, and starts again while its store is away. */
async function restarted<T>(
  use: (scene: Restarted) => Promise<T>,
  between: (stores: TestStores) => Promise<void> = async () => {},
): Promise<T> {
  const [stores, portal] = await Promise.all([
    TestStores.create(),
    PortalStandIn.start(),
  ]);
  const edges: TestEdge[] = [];
  try {
    const earlier = await TestEdge.start(stores, portal);
    edges.push(earlier);
    const { credentials, environment } = await earlier.connected('shop');
    const second = await earlier.issueFor(environment);
    await earlier.viewHas(credentials);
    await stores.resources.revoke(second.record);
    const client = earlier.client(second.credentials);
    await until(async () => (await client.call({ path: INFO })).status === 403);
    await earlier.stop();
    edges.pop();
    await between(stores);

    const { store, off } = switchable(stores.store);
    off();
    const edge = await TestEdge.start(stores, portal, { store });
    edges.push(edge);
    return await use({
      edge,
      stores,
      credentials,
      revoked: second.credentials,
    });
  } finally {
    await Promise.all(edges.map(edge => edge.stop()));
    await portal.close();
    await stores.close();
  }
}

async function forgeSnapshot({ dataDir }: TestStores): Promise<void> {
  const file = path.join(dataDir, 'gateway.snapshot');
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  await writeFile(file, bytes);
}

type Restarting = Extract<
  keyof Attempts<typeof HOSTILE_GROUPS.changes>,
  `${string}restarted${string}` | 'store away for too long'
>;

/** Uses certificates at gateways that have been without their store since they started, or for too long. */
export function restartAttempts(): Pick<
  Attempts<typeof HOSTILE_GROUPS.changes>,
  Restarting
> {
  const inVain = ({ edge, credentials }: Restarted) =>
    askedInVain(edge.client(credentials).call({ path: INFO }));

  return {
    'revoked, gateway restarted without a store': () =>
      restarted(async ({ credentials, edge, revoked }) => {
        const good = await edge.client(credentials).call({ path: INFO });
        expect(good.status).toBe(200);
        return asked(edge.client(revoked).call({ path: INFO }));
      }),
    'unknown, gateway restarted without a store': () =>
      restarted(async ({ edge, stores }) =>
        asked(edge.client(await stores.ca.issue('shop')).call({ path: INFO })),
      ),
    'restarted without a store and without a snapshot': () =>
      restarted(inVain, stores => stores.removeSnapshot()),
    'restarted without a store, snapshot forged': () =>
      restarted(inVain, forgeSnapshot),
    'store away for too long': async () => {
      const [stores, portal] = await Promise.all([
        TestStores.create(),
        PortalStandIn.start(),
      ]);
      const { store, off } = switchable(stores.store);
      const edge = await TestEdge.start(stores, portal, {
        store,
        config: config => {
          config.edge.maxViewAgeSeconds = 1;
        },
      });
      try {
        const { credentials } = await edge.connected('shop');
        await edge.viewHas(credentials);
        const client = edge.client(credentials);
        const status = async () => (await client.call({ path: INFO })).status;
        await until(async () => (await status()) === 200);
        off();
        await until(async () => (await status()) === 503);
        return await asked(client.call({ path: INFO }));
      } finally {
        await edge.stop();
        await portal.close();
        await stores.close();
      }
    },
  };
}
