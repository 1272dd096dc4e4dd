import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { createFilesystemDocumentStore } from '@remote-env/plugin-remote-env-node/filesystem';
import { startPostgres } from '@remote-env/plugin-remote-env-node/testing';
import { mockLogger } from '../../../__testUtils__/mockLogger';
import {
  contentsOf,
  createEnvironment,
  registryOver,
  type TestStores,
} from '../../../__testUtils__/registryHarness';
import { FULL, OPENAPI } from '../../../__testUtils__/serviceDefinitions';
import { SpecificationParser } from '../../../registry';
import {
  assertionBy,
  registryApp,
  SERVICES,
} from './__testUtils__/useRegistryRoutes';

jest.setTimeout(180_000);

const COUNT = 32;
const KINDS = ['one portal on SQLite', 'two portals on PostgreSQL'] as const;

const definitionOf = (i: number, title = 'Orders') => ({
  ...FULL,
  name: `Service ${i}`,
  identifier: `service-${i}`,
  api: {
    ...FULL.api,
    spec: { ...OPENAPI, info: { ...OPENAPI.info, title: `${title} ${i}` } },
  },
});

/** Several portals over the stores of one installation, each behind a socket and with connections of its own. */
async function startPortals(kind: (typeof KINDS)[number]) {
  const logger = mockLogger();
  const folder = await mkdtemp(path.join(tmpdir(), 'parallel-'));
  const postgres =
    kind === 'two portals on PostgreSQL' ? await startPostgres() : undefined;
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const specifications = SpecificationParser.create({ logger });
  const portals: { stores: TestStores; server: Server; url: string }[] = [];
  for (let i = 0; i < (postgres ? 2 : 1); i++) {
    const resources = createDatabaseResourceStore({
      connection: postgres
        ? {
            client: 'pg',
            connectionString: postgres.connectionString,
            schema,
          }
        : { client: 'sqlite', file: path.join(folder, 'resources.sqlite') },
      encryptionKey: Buffer.alloc(32, 7),
    });
    const documents = await createFilesystemDocumentStore({
      root: path.join(folder, 'documents'),
    });
    const stores: TestStores = {
      folder,
      resources,
      documents,
      registries: [],
      close: async () => {
        await resources.close();
        await documents.close();
      },
    };
    const registry = registryOver(stores, {
      specifications,
      logger,
      fetcher: { fetch: () => Promise.reject(new Error('not used')) },
    });
    const server = createServer(registryApp(registry));
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    portals.push({ stores, server, url: `http://127.0.0.1:${port}` });
  }
  const [first] = portals;
  if (!first) {
    throw new Error('there is no portal');
  }
  const shop = await createEnvironment(first.stores.resources, 'shop');

  /** @param portal - which of them is asked; there may be one only */
  async function call(
    portal: number,
    method: string,
    where: string,
    sent: { body?: unknown; ifMatch?: string } = {},
  ) {
    const { url } = portals[portal % portals.length] ?? first!;
    const answer = await fetch(`${url}${where}`, {
      method,
      headers: {
        'remote-env-assertion': await assertionBy(shop, method, where),
        ...(sent.ifMatch && { 'if-match': sent.ifMatch }),
      },
      ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      etag: answer.headers.get('etag') ?? '',
      body: text ? JSON.parse(text) : undefined,
    };
  }

  return {
    call,
    stored: async () => {
      for (const { stores } of portals) {
        await Promise.all(stores.registries.map(each => each.settled()));
      }
      return contentsOf(first.stores);
    },
    stop: async () => {
      for (const { server, stores } of portals) {
        server.closeAllConnections();
        await new Promise(resolve => server.close(resolve));
        await Promise.all(stores.registries.map(each => each.settled()));
      }
      await Promise.all(portals.map(({ stores }) => stores.close()));
      await specifications.close();
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Registers, replaces and removes, always many at the same moment. */
async function manyAtOnce(kind: (typeof KINDS)[number]) {
  const running = await startPortals(kind);
  try {
    const { call } = running;
    const all = Array.from({ length: COUNT }, (_, i) => i);
    const registered = await Promise.all(
      all.map(i => call(i, 'POST', SERVICES, { body: definitionOf(i) })),
    );
    const urls = registered.map(({ body }) => `${SERVICES}/${body.id}`);
    const listed = await Promise.all(
      [0, 1].map(portal => call(portal, 'GET', SERVICES)),
    );
    // Two of each, at different portals, that know the same version.
    const replaced = await Promise.all(
      all.flatMap(i =>
        [0, 1].map(portal =>
          call(portal, 'PUT', urls[i] ?? '', {
            body: definitionOf(i, `By ${portal}`),
            ifMatch: registered[i]?.etag,
          }),
        ),
      ),
    );
    const removed = await Promise.all(
      all
        .filter(i => i % 2 === 1)
        .flatMap(i =>
          [0, 1].map(portal => call(portal, 'DELETE', urls[i] ?? '')),
        ),
    );
    const left = await call(1, 'GET', SERVICES);
    const kept = await Promise.all(
      all.filter(i => i % 2 === 0).map(i => call(i / 2, 'GET', urls[i] ?? '')),
    );
    const titles = kept.map(({ body }) => body.api.spec.info.title);
    const stored = await running.stored();
    return { registered, listed, replaced, removed, left, titles, stored };
  } finally {
    await running.stop();
  }
}

const namesIn = (list: { name: string }[]) =>
  list.map(({ name }) => name).sort();

describe.each(KINDS)('many calls at once to %s (wire-contracts 1.2)', kind => {
  it(`takes ${COUNT} registrations, one of two replacements of each, and removals`, async () => {
    const done = await manyAtOnce(kind);
    expect(done.registered.map(({ status }) => status)).toEqual(
      Array(COUNT).fill(200),
    );
    const names = Array.from({ length: COUNT }, (_, i) => `Service ${i}`);
    for (const { body } of done.listed) {
      expect(namesIn(body)).toEqual([...names].sort());
    }
    for (let i = 0; i < COUNT; i++) {
      const pair = done.replaced.slice(2 * i, 2 * i + 2);
      expect(pair.map(({ status }) => status).sort()).toEqual([200, 412]);
    }
    expect(new Set(done.removed.map(({ status }) => status))).toEqual(
      new Set([204]),
    );
    expect(namesIn(done.left.body)).toEqual(
      names.filter((_, i) => i % 2 === 0).sort(),
    );
    const { services, secrets, apiServices } = done.stored;
    expect(services.map(({ spec }) => spec.phase)).toEqual(
      Array(COUNT / 2).fill('Ready'),
    );
    expect(apiServices).toHaveLength(COUNT / 2);
    // Credentials and parameters of each.
    expect(secrets).toHaveLength(COUNT);
    // Of two replacements the one that was answered with 200 counts.
    expect(done.titles).toEqual(
      Array.from({ length: COUNT / 2 }, (_, half) => {
        const winner = done.replaced[4 * half]?.status === 200 ? 0 : 1;
        return `By ${winner} ${2 * half}`;
      }),
    );
  });
});
