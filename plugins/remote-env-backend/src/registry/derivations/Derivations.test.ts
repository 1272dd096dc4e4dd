import { gunzipSync } from 'node:zlib';
import {
  DERIVATION_VERSION,
  derivedPrefix,
} from '@remote-env/plugin-remote-env-node';
import { PORTAL_DATABASES } from '../../__testUtils__/portalDatabases';
import { SpecificationRefusedError } from '../specifications/errors';
import { DOCUMENT, useDerivations } from './__testUtils__/useDerivations';

jest.setTimeout(60_000);

describe.each(PORTAL_DATABASES)('Derivations with %s', kind => {
  const { given, stored, portal } = useDerivations(kind);

  it('makes outline and slices once, for several portals and after a restart', async () => {
    const { derived } = given();
    const document = await stored(DOCUMENT, 600_000);
    const one = await portal();
    const other = await portal();
    one.derivations.want(document);
    other.derivations.want(document);
    await Promise.all([one.derivations.settled(), other.derivations.settled()]);
    expect(derived).toEqual([DOCUMENT]);
    const outline = await other.outline(document.sha256);
    expect(outline).toMatchObject({
      state: 'ready',
      entries: [{ anchor: 'GET /orders', slice: `${DERIVATION_VERSION}-0-0` }],
    });
    const slice = await other.files.slice(
      document.sha256,
      `${DERIVATION_VERSION}-0-0`,
    );
    expect(JSON.parse(gunzipSync(slice ?? '').toString()).paths).toEqual({
      '/orders': { get: { summary: 'List orders' } },
    });
    for (const id of [
      `${DERIVATION_VERSION}-0-1`,
      `${DERIVATION_VERSION}-9-0`,
      `${DERIVATION_VERSION + 1}-0-0`,
      '../..',
      '',
    ]) {
      expect(await other.files.slice(document.sha256, id)).toBeUndefined();
    }

    const restarted = await portal();
    restarted.derivations.want(document);
    await restarted.derivations.settled();
    expect(derived).toHaveLength(1);
    const upgraded = await portal({ version: 2 });
    upgraded.derivations.want(document);
    await upgraded.derivations.settled();
    expect(derived).toHaveLength(2);
  });

  it('hears of documents by services that readers see', async () => {
    const document = await stored(DOCUMENT);
    const { derivations, outline } = await portal();
    const change = (spec: object, metadata: object = {}) => ({
      kind: 'RemoteService',
      object: {
        apiVersion: 'remote-env.dev/v1alpha1',
        kind: 'RemoteService',
        metadata: {
          name: 'orders',
          namespace: 'remote-env-system',
          uid: '1',
          resourceVersion: '1',
          generation: 1,
          creationTimestamp: '2026-11-22T00:00:00Z',
          ...metadata,
        },
        spec: { documents: { apiSpec: document }, ...spec },
      },
    });
    derivations.observe(change({ phase: 'Pending' }));
    derivations.observe(
      change({ phase: 'Ready' }, { deletionTimestamp: '2026-11-22T00:00:00Z' }),
    );
    derivations.observe(change({ phase: 'Ready', documents: undefined }));
    await derivations.settled();
    expect(await outline(document.sha256)).toBeUndefined();
    derivations.observe(change({ phase: 'Ready' }));
    await derivations.settled();
    expect(await outline(document.sha256)).toMatchObject({ state: 'ready' });
  });

  it('says why a document has none, and does not try it again', async () => {
    const document = await stored(DOCUMENT);
    const { derivations, outline } = await portal({
      derive: async () => {
        throw new SpecificationRefusedError({
          reason: 'takes longer than 60 seconds to read',
        });
      },
    });
    for (const _ of [1, 2]) {
      derivations.want(document);
      await derivations.settled();
    }
    expect(given().derived).toHaveLength(1);
    expect(await outline(document.sha256)).toEqual({
      state: 'failed',
      reason: 'takes longer than 60 seconds to read',
    });
  });

  it('has outlines of all documents before it looks at the quality of any', async () => {
    const { worker } = given();
    const first = await stored(DOCUMENT);
    const second = await stored(DOCUMENT.replace('Orders', 'Baskets'));
    const order: string[] = [];
    const { derivations } = await portal({
      derive: async task => {
        order.push('outline');
        return worker.derive(task);
      },
      lint: async (task, ms) => {
        order.push('quality');
        if (order.length === 3) {
          // Comes while there is still other work.
          derivations.want(second);
        }
        return worker.lint(task, ms);
      },
    });
    const third = await stored(DOCUMENT.replace('Orders', 'Carts'));
    derivations.want(first);
    derivations.want(third);
    await derivations.settled();
    expect(order).toEqual([
      'outline',
      'outline',
      'quality',
      'outline',
      'quality',
      'quality',
    ]);
  });

  it('removes everything with the document, also while it is being made', async () => {
    const { documents, worker } = given();
    const document = await stored(DOCUMENT, 600_000);
    const { derivations, files, ledger } = await portal({
      derive: async task => {
        const made = await worker.derive(task);
        // The last service that used it goes now.
        await files.remove(document.sha256);
        return made;
      },
    });
    derivations.want(document);
    await derivations.settled();
    const keys = await toArray(documents.list(derivedPrefix(document.sha256)));
    expect(keys).toEqual([]);
    expect(await ledger.missing([document.sha256])).toEqual([document.sha256]);
  });

  it('makes again what somebody took from the store', async () => {
    const { documents } = given();
    const document = await stored(DOCUMENT);
    const { derivations, outline, quality } = await portal();
    derivations.want(document);
    await derivations.settled();
    for await (const { key } of documents.list(
      derivedPrefix(document.sha256),
    )) {
      await documents.delete(key);
    }
    await derivations.wantAgain('outline', document);
    await derivations.settled();
    expect(await outline(document.sha256)).toMatchObject({ state: 'ready' });
    expect(await quality(document.sha256)).toBeUndefined();
    await derivations.wantAgain('quality', document);
    await derivations.settled();
    expect(await quality(document.sha256)).toMatchObject({ state: 'ready' });
  });

  it('lets another portal take over what one died over, and gives up in the end', async () => {
    const document = await stored(DOCUMENT);
    const { ledger } = await portal();
    const claims = [];
    for (const now of [0, 1, 2000, 4000, 6000, 8000]) {
      claims.push(await ledger.claim(document.sha256, 1000, now));
    }
    expect(claims).toEqual([
      { state: 'claimed', attempts: 1 },
      { state: 'taken', until: 1000 },
      { state: 'claimed', attempts: 2 },
      { state: 'claimed', attempts: 3 },
      { state: 'claimed', attempts: 4 },
      { state: 'claimed', attempts: 5 },
    ]);
    const { derivations, outline } = await portal();
    derivations.want(document);
    await derivations.settled();
    expect(given().derived).toEqual([]);
    expect(await outline(document.sha256)).toMatchObject({ state: 'failed' });
  });
});

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}
