import { EDGE_PATHS } from '@remote-env/plugin-remote-env-node';
import type {
  Attempts,
  HOSTILE_GROUPS,
  HostileAnswer,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { INFO } from '../../../__testUtils__/edgeAnswers';
import { TestCa } from '../../../__testUtils__/pki';
import type { EdgeClient } from '../../../__testUtils__/edgeClient';
import { until } from '../../../__testUtils__/until';
import type { EdgeBench } from '../../../__testUtils__/useEdge';
import { asked } from './asked';
import { restartAttempts } from './restartAttempts';

const REVOKE = { method: 'POST', path: EDGE_PATHS.revocations };

/** Waits until what was good is refused. @returns how */
async function refusedIn(client: EdgeClient): Promise<HostileAnswer> {
  await until(async () => (await client.call({ path: INFO })).status !== 200);
  return asked(client.call({ path: INFO }));
}

/** Uses certificates that were good until something changed. */
export function changeAttempts(
  bench: EdgeBench,
  store: { off(): void; on(): void },
): Attempts<typeof HOSTILE_GROUPS.changes> {
  let count = 0;

  /** An approved environment of its own, whose certificate the edge has accepted. */
  async function connected(options: { keepAlive?: boolean } = {}) {
    count += 1;
    const name = `changing-${count}`;
    const { edge } = bench;
    const { credentials, environment, record } = await edge.connected(name);
    const client = edge.client(credentials, options);
    await until(async () => (await client.call({ path: INFO })).status === 200);
    await edge.viewHas(credentials);
    const { resources } = bench.stores;
    return { name, client, credentials, environment, record, resources };
  }

  async function revoked(options: { keepAlive?: boolean } = {}) {
    const all = await connected(options);
    await all.resources.revoke(all.record);
    return { ...all, answer: await refusedIn(all.client) };
  }

  async function decided(verdict: 'suspended' | 'rejected') {
    const { client, environment, resources } = await connected();
    await resources.decide(environment, verdict);
    return refusedIn(client);
  }

  async function withoutPortal<T>(work: () => Promise<T>): Promise<T> {
    await bench.portal.close();
    try {
      return await work();
    } finally {
      await bench.portal.listen();
    }
  }

  /** A certificate of an environment that never was good. */
  async function neverGood(verdict?: 'approved') {
    count += 1;
    const name = `never-${count}`;
    const { resources } = bench.stores;
    if (verdict) {
      await resources.environment(name, verdict);
      await resources.deleteEnvironment(name);
    }
    const environment = await resources.environment(name, 'undecided');
    const { credentials } = await bench.edge.issueFor(environment);
    return asked(bench.edge.client(credentials).call({ path: INFO }));
  }

  return {
    ...restartAttempts(),
    revoked: async () => {
      const { credentials } = await revoked();
      return asked(bench.edge.client(credentials).call({ path: INFO }));
    },
    'revoked, on an open connection': async () => {
      const { client } = await revoked({ keepAlive: true });
      const answer = client.call({ path: INFO });
      expect(await answer).toMatchObject({ reused: true });
      return asked(answer);
    },
    'revoked, in a resumed session': async () => {
      const { client } = await revoked();
      const answer = client.call({ path: INFO });
      expect(await answer).toMatchObject({ reused: false, resumed: true });
      return asked(answer);
    },
    'revoked, asks for another': async () => {
      const { client } = await revoked();
      return asked(
        client.call({
          method: 'POST',
          path: EDGE_PATHS.renewals,
          body: '{"csr": ""}',
        }),
      );
    },
    'revoked, then renewed': async () => {
      const { client, environment } = await revoked();
      const renewed = await bench.edge.issueFor(environment);
      const fresh = bench.edge.client(renewed.credentials);
      expect((await fresh.call({ path: INFO })).status).toBe(200);
      return asked(client.call({ path: INFO }));
    },
    'revoked twice by itself': async () => {
      const { client } = await connected({ keepAlive: true });
      expect((await client.call(REVOKE)).status).toBe(201);
      return asked(client.call(REVOKE));
    },
    'revoked while the portal is away': () =>
      withoutPortal(async () => (await revoked()).answer),
    'revoked by itself while the portal is away': () =>
      withoutPortal(async () => {
        const { client } = await connected();
        expect((await client.call(REVOKE)).status).toBe(201);
        return asked(client.call({ path: INFO }));
      }),
    'revoked by itself while the store is away': async () => {
      const { client } = await connected();
      store.off();
      const answer = await asked(client.call(REVOKE)).finally(() => store.on());
      expect((await client.call({ path: INFO })).status).toBe(200);
      await until(async () => (await client.call(REVOKE)).status === 201);
      return answer;
    },
    'revoked while the store was away': async () => {
      const { client, record, resources } = await connected();
      store.off();
      await resources.revoke(record);
      expect((await client.call({ path: INFO })).status).toBe(200);
      store.on();
      return refusedIn(client);
    },
    'environment deleted': async () => {
      const { client, name, resources } = await connected();
      await resources.deleteEnvironment(name);
      return refusedIn(client);
    },
    'environment deleted and created again': async () => {
      const { client, name, resources } = await connected();
      await resources.deleteEnvironment(name);
      const again = await resources.environment(name, 'undecided');
      await resources.decide(again, 'approved');
      const fresh = await bench.edge.issueFor(again);
      const holder = bench.edge.client(fresh.credentials);
      await until(
        async () => (await holder.call({ path: INFO })).status === 200,
      );
      return refusedIn(client);
    },
    'decision on an earlier environment': () => neverGood('approved'),
    suspended: () => decided('suspended'),
    rejected: () => decided('rejected'),
    'nobody has decided': () => neverGood(),
    'CA withdrawn': async () => {
      const { resources, ca } = bench.stores;
      const other = await TestCa.create('Withdrawn');
      await resources.secret('client-ca-bundle', {
        'ca.crt': `${ca.cert}\n${other.cert}`,
      });
      const environment = await resources.environment('withdrawn');
      const { credentials } = await bench.edge.issueFor(environment, other);
      const client = bench.edge.client(credentials);
      await until(
        async () => (await client.call({ path: INFO })).status === 200,
      );
      await resources.secret('client-ca-bundle', { 'ca.crt': ca.cert });
      return refusedIn(client);
    },
  };
}
