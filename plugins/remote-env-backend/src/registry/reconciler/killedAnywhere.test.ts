import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SLICED_FROM_BYTES,
} from '@remote-env/plugin-remote-env-common';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { runChild, type ChildWork } from '../../__testUtils__/killedChild';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  contentsOf,
  createEnvironment,
  eventually,
  NAMESPACE,
} from '../../__testUtils__/registryHarness';
import { DOCUMENTATION, FULL } from '../../__testUtils__/serviceDefinitions';
import {
  openWholePortal,
  type WholePortal,
} from '../../__testUtils__/wholePortal';
import { SpecificationParser, type EnvironmentIdentity } from '../index';

// Some twenty processes one after the other, on a machine that may be busy.
jest.setTimeout(600_000);

const logger = mockLogger();
const specifications = SpecificationParser.create({ logger });
afterAll(() => specifications.close());

/** A service without a document that takes a parser, which every process would have to start. */
const guided = (text: string) => ({
  ...FULL,
  description: text,
  api: {
    ...FULL.api,
    spec: undefined,
    requestParameters: { headers: { 'X-Tenant': [text] } },
  },
  events: undefined,
  documentation: { ...DOCUMENTATION, description: text },
});

/** A service whose API has these operations. */
const offering = (paths: string[], about = '') => ({
  ...FULL,
  description: paths.join(),
  api: {
    ...FULL.api,
    spec: {
      openapi: '3.1.0',
      info: {
        title: 'Orders',
        version: '1',
        description: about,
      },
      paths: Object.fromEntries(
        paths.map(each => [each, { get: { summary: each } }]),
      ),
    },
  },
  events: undefined,
  documentation: undefined,
});

describe('a portal that is killed after any write', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) {
      await rm(folder, { recursive: true, force: true });
    }
  });

  async function newFolder(from?: string): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'killed-anywhere-'));
    folders.push(folder);
    if (from !== undefined) {
      await cp(from, folder, { recursive: true });
    }
    return folder;
  }

  async function inPortal<T>(
    folder: string,
    keep: number | undefined,
    work: (portal: WholePortal) => Promise<T>,
  ): Promise<T> {
    const portal = await openWholePortal(folder, {
      specifications,
      logger,
      keep,
    });
    try {
      return await work(portal);
    } finally {
      await portal.close();
    }
  }

  /** What a portal does that starts where another one was killed, once the claims of that one are over. */
  async function restart(portal: WholePortal, id: string): Promise<void> {
    await portal.leasesEnd();
    await portal.follow(id);
    await portal.derive(id);
    await portal.reconcile();
  }

  /** What readers of one service get, and that it is whole. */
  async function seenBy(
    { registry, versions, derived, stores }: WholePortal,
    shop: EnvironmentIdentity,
    id: string,
  ) {
    const service = await registry.get(shop, id);
    if (!service) {
      return undefined;
    }
    for (const { role } of service.documents) {
      const opened = await registry.openDocument(shop, id, role);
      expect(await opened?.body.toArray()).not.toEqual([]);
    }
    const object = await stores.resources.get(RemoteServiceKind, {
      namespace: NAMESPACE,
      name: id,
    });
    const listed = await versions.list(object!.metadata.uid);
    for (const { sha256 } of listed) {
      const outline = await derived.outline(sha256);
      if (outline) {
        for (const slice of slicesOf(outline)) {
          const file = await derived.slice(sha256, slice);
          expect(JSON.parse(gunzipSync(file ?? '').toString())).toHaveProperty(
            'paths',
          );
        }
      }
    }
    const { description, deprecation, documents, api } = service;
    return { description, deprecation, documents, api };
  }

  /** Everything that any store holds, without what each run makes anew. */
  async function everythingIn(portal: WholePortal) {
    const { knex, stores } = portal;
    // What a service owned goes after it.
    const { keys, published, services, secrets, apiServices } =
      await eventually(
        () => contentsOf(stores),
        found =>
          found.services.length > 0 ||
          found.secrets.length + found.apiServices.length === 0,
      );
    const used = services.flatMap(({ spec: { api } }) => [
      api?.authentication.secretName,
      api?.requestParametersSecretName,
    ]);
    return {
      services: services.map(({ spec: { phase, description, ...spec } }) => ({
        phase,
        description,
        deprecation: spec.deprecation,
        documents: spec.documents,
      })),
      unusedSecrets: secrets
        .map(({ metadata }) => metadata.name)
        .filter(name => !used.includes(name)),
      secrets: secrets.map(({ data }) => JSON.stringify(data)).sort(),
      apiServices: apiServices.map(({ metadata }) => metadata.name),
      keys: keys.sort(),
      published,
      versions: await knex('document_versions')
        .select('role', 'number', 'sha256', 'told')
        .orderBy('number'),
      comparisons: await knex('document_comparisons').select(
        'before_sha256',
        'after_sha256',
        'done',
        'changes',
      ),
      derivations: await knex('derivations')
        .select('sha256', 'kind', 'done')
        .orderBy(['sha256', 'kind']),
      notices: portal.notices(),
    };
  }

  interface Scenario {
    /** Versions of each document. */
    keep?: number;
    /** What is there before. @returns the service that it is about */
    given: (portal: WholePortal, shop: EnvironmentIdentity) => Promise<string>;
    work: (shop: EnvironmentIdentity, id: string) => ChildWork;
    /** Whether work that nobody has ordered, so that whoever starts goes on with it. Default: before or after. */
    goesOn?: boolean;
  }

  /**
   * Does the work in a process that is killed after its first write, then after its second, and so on until it lives,
   * each time from the same state. What is seen at once, and what any store holds after a restart, has to be that of
   * before or that of after.
   */
  async function killedAnywhere({ keep, given, work, goesOn }: Scenario) {
    const template = await newFolder();
    const { shop, id } = await inPortal(template, keep, async portal => {
      const environment = await createEnvironment(
        portal.stores.resources,
        'shop',
      );
      return { shop: environment, id: await given(portal, environment) };
    });
    const outcome = async (killedAt: number | undefined) => {
      const folder = await newFolder(template);
      const run = await runChild({
        folder,
        keep,
        killedAt,
        work: work(shop, id),
      });
      const states = await inPortal(folder, keep, async portal => {
        const seen = await seenBy(portal, shop, id);
        await restart(portal, id);
        expect(await seenBy(portal, shop, id)).toEqual(seen);
        return { seen, stored: await everythingIn(portal) };
      });
      return { ...run, ...states };
    };
    const before = await inPortal(
      await newFolder(template),
      keep,
      async portal => {
        const seen = await seenBy(portal, shop, id);
        await restart(portal, id);
        return { seen, stored: await everythingIn(portal) };
      },
    );
    const after = await outcome(undefined);
    expect(after.stored.unusedSecrets).toEqual([]);
    const seen: boolean[] = [];
    for (let number = 1; number <= after.writes.length; number++) {
      const { writes, ...killed } = await outcome(number);
      try {
        const committed = isSame(killed.seen, after.seen);
        seen.push(committed);
        if (!committed) {
          expect(killed.seen).toEqual(before.seen);
        }
        expect(killed.stored).toEqual(
          committed || goesOn ? after.stored : before.stored,
        );
      } catch (error) {
        if (error instanceof Error) {
          error.message = `killed after: ${writes.join(', ')}\n${
            error.message
          }`;
        }
        throw error;
      }
    }
    // Once it is committed it stays so.
    expect(seen).toEqual([...seen].sort());
    return { before, after };
  }

  it('leaves a replacement undone or done, and loses no document of its history', async () => {
    const { before, after } = await killedAnywhere({
      given: async ({ registry }, shop) =>
        // Nobody has heard of it yet.
        (
          await registry.register(shop, guided('one'))
        ).id,
      work: (environment, id) => ({
        does: 'replace',
        environment,
        id,
        definition: guided('two'),
      }),
    });
    expect(before.stored.versions).toHaveLength(1);
    expect(after.stored.versions).toHaveLength(2);
  });

  it('removes documents that are no versions any more with a replacement, and only those', async () => {
    const { before, after } = await killedAnywhere({
      keep: 2,
      given: async ({ registry, follow }, shop) => {
        const { id } = await registry.register(shop, guided('one'));
        await follow(id);
        await registry.replace(shop, id, guided('two'));
        await follow(id);
        return id;
      },
      work: (environment, id) => ({
        does: 'replace',
        environment,
        id,
        definition: guided('three'),
      }),
    });
    const digests = ({ stored }: typeof after) =>
      stored.keys
        .filter(key => key.startsWith('sha256/'))
        .map(key => key.split('/').at(-1));
    for (const { stored } of [before, after]) {
      expect(digests({ ...after, stored })).toEqual(
        stored.versions.map(({ sha256 }) => sha256).sort(),
      );
      expect(stored.versions).toHaveLength(2);
    }
    expect(after.stored.versions.map(({ number }) => number)).toEqual([2, 3]);
  });

  it('leaves the end of a service announced or not', async () => {
    const { after } = await killedAnywhere({
      given: async ({ registry }, shop) =>
        (
          await registry.register(shop, guided('one'))
        ).id,
      work: (environment, id) => ({
        does: 'retire',
        environment,
        id,
        deprecation: { endsOn: '2027-01-31' },
      }),
    });
    expect(after.seen?.deprecation).toEqual({ endsOn: '2027-01-31' });
  });

  /** A service with two versions, compared and told, and with all that is derived. */
  const withHistory: Scenario['given'] = async (
    { registry, follow, derive },
    shop,
  ) => {
    const { id } = await registry.register(shop, offering(['/a', '/b']));
    await follow(id);
    await derive(id);
    await registry.replace(shop, id, offering(['/b']));
    await follow(id);
    await derive(id);
    return id;
  };

  const expectNothing = (stored: object) =>
    expect(stored).toEqual({
      services: [],
      unusedSecrets: [],
      secrets: [],
      apiServices: [],
      keys: [],
      published: {},
      versions: [],
      comparisons: [],
      derivations: [],
      notices: {},
    });

  it('removes all of a service with its history', async () => {
    const { before, after } = await killedAnywhere({
      given: withHistory,
      work: (environment, id) => ({ does: 'remove', environment, id }),
    });
    expect(before.stored.comparisons).toHaveLength(1);
    expect(before.stored.derivations).toHaveLength(2);
    expectNothing(after.stored);
  });

  it('derives again what a killed portal had claimed, and shows no half of it', async () => {
    const { after } = await killedAnywhere({
      given: async ({ registry, follow }, shop) => {
        const { id } = await registry.register(
          shop,
          // So large that it gets slices.
          offering(['/a', '/b'], 'x'.repeat(SLICED_FROM_BYTES)),
        );
        await follow(id);
        return id;
      },
      work: (_, id) => ({ does: 'derive', id }),
      goesOn: true,
    });
    expect(after.writes.filter(each => /^put derived/.test(each))).toHaveLength(
      3,
    );
    expect(after.stored.derivations).toMatchObject([
      { kind: 'outline', done: 1 },
      { kind: 'quality', done: 1 },
    ]);
  });

  it('compares versions and tells who uses them, once for all they know', async () => {
    const { after } = await killedAnywhere({
      given: async ({ registry, stores, follow }, shop) => {
        const { id } = await registry.register(shop, offering(['/a', '/b']));
        await follow(id);
        await stores.resources.create(RemoteServiceBindingKind, {
          apiVersion: API_VERSION,
          kind: 'RemoteServiceBinding',
          metadata: { namespace: NAMESPACE, name: 'basket' },
          spec: {
            consumer: { namespace: 'checkout', name: 'basket' },
            environment: { name: shop.name, uid: shop.uid },
            serviceId: id,
            tokenSha256: '0'.repeat(64),
            createdBy: 'user:default/ann',
          },
        });
        await registry.replace(shop, id, offering(['/b']));
        return id;
      },
      work: (_, id) => ({ does: 'follow', id }),
      goesOn: true,
    });
    expect(Object.values(after.stored.notices)).toEqual([
      expect.stringMatching(/has one breaking change$/),
    ]);
    expect(after.writes).toContain('notification');
    expect(after.stored.comparisons).toMatchObject([{ done: 1 }]);
    expect(after.stored.versions).toMatchObject([{ told: 1 }, { told: 1 }]);
  });
});

const outlineSchema = z.object({
  state: z.literal('ready'),
  entries: z.array(z.object({ slice: z.string().optional() })),
});

/** Where they lie that an outline names. */
function slicesOf(outline: Buffer): string[] {
  const { entries } = outlineSchema.parse(
    JSON.parse(gunzipSync(outline).toString()),
  );
  expect(entries).not.toEqual([]);
  return entries.flatMap(({ slice }) => slice ?? []);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
