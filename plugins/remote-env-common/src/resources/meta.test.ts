import { SenderCertificateKind } from './ClientCertificate';
import { API_VERSION } from './meta';
import { CalledServiceKind } from './RemoteService';

const metadata = {
  namespace: 'system',
  name: 'one',
  uid: 'uid-1',
  resourceVersion: '7',
  generation: 2,
  creationTimestamp: '2026-01-01T00:00:00Z',
};

/** What tells others what an object is and whose: a label and an owner for each of very many is memory. */
const told = {
  labels: { team: 'checkout' },
  annotations: { note: 'long' },
  finalizers: ['remote-env.dev/documents'],
  ownerReferences: [
    {
      apiVersion: API_VERSION,
      kind: 'RemoteEnvironment',
      name: 'shop',
      uid: 'u',
    },
  ],
};

const environment = { name: 'shop', uid: 'uid-2' };

describe('slim kinds', () => {
  it('keep of a service what calls need', () => {
    const kept = {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata,
      spec: {
        environment,
        id: 'id-1',
        name: 'orders-1',
        api: {
          targetUrl: 'https://orders.acme.test',
          authentication: { type: 'none' },
        },
        phase: 'Ready',
      },
    };
    expect(
      CalledServiceKind.schema.parse({
        ...kept,
        metadata: { ...metadata, ...told },
        spec: { ...kept.spec, displayName: 'Orders', description: 'Long' },
        status: { lastCall: '2026-01-01T00:00:00Z' },
      }),
    ).toEqual({ ...kept, status: {} });
  });

  it('keep of a certificate what a sender is known by', () => {
    const kept = {
      apiVersion: API_VERSION,
      kind: 'ClientCertificate',
      metadata,
      spec: {
        environment,
        issuer: 'CN=Acme',
        serialNumber: '0a',
        fingerprint: 'ab',
      },
      status: {},
    };
    expect(
      SenderCertificateKind.schema.parse({
        ...kept,
        metadata: { ...metadata, ...told },
        spec: { ...kept.spec, subject: 'CN=shop' },
        status: { lastUsed: '2026-01-01T00:00:00Z' },
      }),
    ).toEqual(kept);
  });
});
