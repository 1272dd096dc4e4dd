import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import { runChild, type ChildWork } from '../../../__testUtils__/killedChild';
import { mockLogger } from '../../../__testUtils__/mockLogger';
import {
  contentsOf,
  createEnvironment,
  eventually,
  NAMESPACE,
} from '../../../__testUtils__/registryHarness';
import {
  openWholePortal,
  type WholePortal,
} from '../../../__testUtils__/wholePortal';
import { SpecificationParser, type EnvironmentIdentity } from '../../index';

export interface Scenario {
  /** Versions of each document. */
  keep?: number;
  /** What is there before. @returns the service that it is about */
  given: (portal: WholePortal, shop: EnvironmentIdentity) => Promise<string>;
  work: (shop: EnvironmentIdentity, id: string) => ChildWork;
  /** Whether work that nobody has ordered, so that whoever starts goes on with it. Default: before or after. */
  goesOn?: boolean;
}

/** For the tests of one file: portals that are killed. */
export function useKilledPortals() {
  const logger = mockLogger();
  const specifications = SpecificationParser.create({ logger });
  const folders: string[] = [];

  afterEach(async () => {
    for (const folder of folders.splice(0)) {
      await rm(folder, { recursive: true, force: true });
    }
  });

  afterAll(() => specifications.close());

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

  return { killedAnywhere };
}

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
