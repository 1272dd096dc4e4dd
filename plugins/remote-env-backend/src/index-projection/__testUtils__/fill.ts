import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { environmentObject, serviceObject } from '../../__testUtils__/objects';
import type { ServiceFilter } from '../serviceFilter';
import type { IndexedStore } from './useIndexedStore';

type Spec = Partial<RemoteService['spec']>;

function documents(
  ...formats: ('openapi-3.1' | 'asyncapi-2' | 'odata-edmx' | 'markdown-set')[]
): Spec {
  const roles = ['apiSpec', 'eventSpec', 'documentation'] as const;
  return {
    documents: Object.fromEntries(
      formats.map((format, i) => [
        roles[i],
        { key: 'k', sha256: '', size: 1, contentType: 'text/plain', format },
      ]),
    ),
  };
}

const API: Spec = {
  api: { targetUrl: 'https://a.example', authentication: { type: 'none' } },
};

/** Two environments with owners, one without, and services of each. */
export async function fill(opened: IndexedStore) {
  const { store } = opened;
  const environment = async (name: string, owner?: string) =>
    (
      await store.create(
        RemoteEnvironmentKind,
        environmentObject(name, owner ? { owner } : {}),
      )
    ).metadata;
  const shop = await environment('shop', 'group:default/shop');
  const erp = await environment('erp', 'group:default/erp');
  const crm = await environment('crm');
  const add = (
    of: { name: string; uid: string },
    id: string,
    labels: Record<string, string>,
    spec: Spec = {},
  ) =>
    store.create(RemoteServiceKind, serviceObject(of, id, { labels, ...spec }));
  const orders = await add(
    shop,
    'orders',
    { region: 'eu', team: 'red' },
    { ...API, ...documents('openapi-3.1', 'asyncapi-2') },
  );
  await add(
    shop,
    'prices',
    { region: 'us', team: 'red' },
    { ...API, ...documents('openapi-3.1') },
  );
  await add(
    erp,
    'stock',
    { region: 'eu', team: 'blue' },
    { ...API, ...documents('odata-edmx') },
  );
  const old = await add(
    erp,
    'ledger',
    { region: 'EU' },
    { deprecation: { endsOn: '2027-01-31' } },
  );
  await add(crm, 'people', { region: 'eu' }, documents('markdown-set'));
  await add(shop, 'half', { region: 'eu' }, { phase: 'Pending' });
  await store.updateStatus(RemoteServiceKind, {
    ...orders,
    status: {
      conditions: [
        {
          type: 'Healthy',
          status: 'False',
          reason: 'Test',
          lastTransitionTime: '2026-11-21T00:00:00Z',
        },
      ],
    },
  });
  const ids = async (filter: ServiceFilter) =>
    (await opened.services.list({ ...filter, limit: 50 })).items.map(
      ({ spec }) => spec.id,
    );
  return { ...opened, ids, orders, old };
}
