import { API_VERSION } from './meta';
import {
  isCompleteService,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  type RemoteService,
} from './RemoteService';

const { spec, ...object }: RemoteService = {
  apiVersion: API_VERSION,
  kind: 'RemoteService',
  metadata: {
    namespace: 'system',
    name: 'id-1',
    uid: 'uid-2',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: {
    environment: { name: 'shop', uid: 'uid-1' },
    id: 'id-1',
    name: 'orders-1',
    identifier: 'orders',
    provider: 'Acme',
    displayName: 'Orders',
    description: 'Everything about orders',
    shortDescription: 'Orders',
    labels: { team: 'checkout' },
    api: {
      targetUrl: 'https://orders.acme.test',
      authentication: { type: 'none' },
    },
    events: { types: [{ name: 'order.created', version: 'v1' }] },
    documents: {
      apiSpec: {
        key: 'sha256/aa',
        sha256: 'aa',
        size: 1,
        contentType: 'application/json',
        format: 'openapi-3.1',
      },
    },
    documentation: { displayName: 'Guide', description: '', type: 'md' },
    deprecation: { endsOn: '2031-05-01' },
    hostName: 're-shop-id-1.test',
    phase: 'Ready',
  },
};

/** @returns undefined for what nobody can apply: stores outside refuse it */
function verdicts(manifest: unknown) {
  const applied = RemoteServiceManifestKind.schema.safeParse(manifest);
  return applied.success
    ? {
        complete: isCompleteService(applied.data),
        parsed: RemoteServiceKind.schema.safeParse(manifest).success,
      }
    : undefined;
}

/** Copies of it, each without one of the values in it. */
function* withoutOne(whole: unknown): Generator<unknown> {
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) {
    return;
  }
  for (const [key, part] of Object.entries(whole)) {
    yield { ...whole, [key]: undefined };
    for (const copy of withoutOne(part)) {
      yield { ...whole, [key]: copy };
    }
  }
}

describe('isCompleteService', () => {
  const { name } = spec.environment;

  it.each([
    ['everything', spec, true],
    ['no id', { ...spec, id: undefined }, false],
    ['no name', { ...spec, name: undefined }, false],
    ['no phase', { ...spec, phase: undefined }, false],
    ['no uid of its environment', { ...spec, environment: { name } }, false],
    [
      'what people write',
      {
        environment: { name },
        provider: 'Acme',
        displayName: 'Orders',
        description: 'Everything about orders',
      },
      false,
    ],
    [
      'that and what the portal fills in',
      {
        environment: { name, uid: 'uid-1' },
        id: 'id-1',
        name: 'orders-1',
        provider: 'Acme',
        displayName: 'Orders',
        description: 'Everything about orders',
        phase: 'Pending',
      },
      true,
    ],
  ])('says of a service with %s what the schema says', (_, given, expected) => {
    expect(verdicts({ ...object, spec: given })).toEqual({
      complete: expected,
      parsed: expected,
    });
  });

  it('says what the schema says whichever two values are missing', () => {
    const said = { complete: 0, incomplete: 0 };
    for (const once of withoutOne(spec)) {
      for (const twice of withoutOne(once)) {
        const verdict = verdicts({ ...object, spec: twice });
        if (verdict && verdict.complete !== verdict.parsed) {
          throw new Error(`not agreed on: ${JSON.stringify(twice)}`);
        }
        if (verdict) {
          said[verdict.complete ? 'complete' : 'incomplete'] += 1;
        }
      }
    }
    expect(said.complete).toBeGreaterThan(0);
    expect(said.incomplete).toBeGreaterThan(0);
  });
});
