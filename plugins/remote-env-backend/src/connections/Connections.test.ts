import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  ClientCertificateKind,
  ConnectionApprovalKind,
  ENVIRONMENT_LABEL,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  connectionState,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { mockLogger } from '../__testUtils__/mockLogger';
import { Bindings } from '../consumers';
import { Connections } from './Connections';
import { EnvironmentCleanup } from './EnvironmentCleanup';

const NAMESPACE = 'remote-env-system';
const ADMIN = 'user:default/admin';
const DEVELOPER = 'user:default/developer';

describe('Connections', () => {
  let dir: string;
  let store: ResourceStore;
  let bindings: Bindings;
  let cleanup: EnvironmentCleanup;
  let connections: Connections;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'remote-env-connections-'));
    store = await createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(dir, 'resources.sqlite'),
      },
      encryptionKey: Buffer.alloc(32, 7),
    });
    bindings = Bindings.create({
      store,
      namespace: NAMESPACE,
      apiProxyUrl: 'http://localhost:8081',
    });
    cleanup = EnvironmentCleanup.create({
      store,
      namespace: NAMESPACE,
      deleteService: (_, id) =>
        store.delete(RemoteServiceKind, { namespace: NAMESPACE, name: id }),
      deleteBinding: name => bindings.delete(name),
      logger: mockLogger(),
    });
    connections = Connections.create({
      store,
      namespace: NAMESPACE,
      cleanUp: environment => cleanup.run(environment),
      logger: mockLogger(),
    });
  });

  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  async function stateOf(name: string) {
    const { environment, approval } = await connections.get(name);
    return connectionState(environment, approval);
  }

  it('goes from request to approval to suspension and back', async () => {
    await connections.request({ name: 'erp', owner: DEVELOPER }, DEVELOPER);
    expect(await stateOf('erp')).toBe('requested');
    await connections.decide('erp', { verdict: 'approved' }, ADMIN);
    expect(await stateOf('erp')).toBe('approved');
    await connections.decide(
      'erp',
      { verdict: 'suspended', reason: 'leaked key' },
      ADMIN,
    );
    const suspended = await connections.get('erp');
    expect(suspended.approval?.spec).toMatchObject({
      verdict: 'suspended',
      reason: 'leaked key',
      decidedBy: ADMIN,
    });
    await connections.decide('erp', { verdict: 'approved' }, ADMIN);
    expect(await stateOf('erp')).toBe('approved');
  });

  it('refuses verdicts that do not follow', async () => {
    await connections.request({ name: 'erp' }, DEVELOPER);
    await expect(
      connections.decide('erp', { verdict: 'suspended' }, ADMIN),
    ).rejects.toThrow(/requested cannot become suspended/);
  });

  it.each([
    ['Not-Lower', /name must have/],
    ['a'.repeat(37), /name must have/],
    ['events', /reserved/],
  ])('refuses the name %s', async (name, message) => {
    await expect(connections.request({ name }, DEVELOPER)).rejects.toThrow(
      message,
    );
  });

  it('refuses a name that is taken', async () => {
    await connections.request({ name: 'erp' }, DEVELOPER);
    await expect(
      connections.request({ name: 'erp' }, DEVELOPER),
    ).rejects.toThrow(/exists already/);
  });

  it('refuses a change on top of one that the caller has not seen', async () => {
    await connections.request({ name: 'erp' }, DEVELOPER);
    await expect(
      connections.change('erp', { description: 'x' }, { ifMatch: '"0-other"' }),
    ).rejects.toMatchObject({ name: 'PreconditionFailedError' });
    const changed = await connections.change('erp', { description: 'ERP' });
    expect(changed.environment.spec).toMatchObject({
      description: 'ERP',
      requestedBy: DEVELOPER,
    });
  });

  describe('deletion', () => {
    async function furnish() {
      const { environment } = await connections.request(
        { name: 'erp' },
        DEVELOPER,
      );
      await connections.decide('erp', { verdict: 'approved' }, ADMIN);
      const identity = { name: 'erp', uid: environment.metadata.uid };
      const labels = { [ENVIRONMENT_LABEL]: 'erp' };
      await store.create(RemoteServiceKind, {
        apiVersion: API_VERSION,
        kind: RemoteServiceKind.kind,
        metadata: { namespace: NAMESPACE, name: 'service-1', labels },
        spec: {
          environment: identity,
          id: 'service-1',
          name: 'orders',
          provider: 'p',
          displayName: 'Orders',
          description: 'd',
          phase: 'Ready',
        },
      });
      await store.create(ClientCertificateKind, {
        apiVersion: API_VERSION,
        kind: ClientCertificateKind.kind,
        metadata: { namespace: NAMESPACE, name: 'cert-1', labels },
        spec: {
          environment: identity,
          issuer: 'CN=CA',
          serialNumber: '1',
          fingerprint: '00',
          subject: 'CN=erp',
          notBefore: '2026-01-01T00:00:00Z',
          notAfter: '2027-01-01T00:00:00Z',
          keyAlgorithm: 'RSA 2048',
          source: 'token',
          pem: 'PEM',
        },
      });
      const { binding } = await bindings.create({
        environment: identity,
        service: { id: 'service-1', name: 'orders' },
        consumer: { namespace: 'lambdas', name: 'one' },
        createdBy: DEVELOPER,
      });
      return { uid: identity.uid, binding: binding.metadata.name };
    }

    async function expectGone(binding: string) {
      await expect(connections.get('erp')).rejects.toThrow(/no remote/);
      const left = await Promise.all([
        store.list(RemoteServiceKind),
        store.list(RemoteServiceBindingKind),
        store.list(ConnectionApprovalKind),
        store.list(SecretKind),
      ]);
      expect(left.flatMap(list => list.items.map(i => i.kind))).toEqual([]);
      await expect(bindings.get(binding)).rejects.toThrow(/no binding/);
      const certificate = await store.get(ClientCertificateKind, {
        namespace: NAMESPACE,
        name: 'cert-1',
      });
      expect(certificate?.status?.revocation?.reason).toMatch(/deleted/);
    }

    it('leaves nothing behind but revoked certificates, and a new uid for the name', async () => {
      const { uid, binding } = await furnish();
      await connections.delete('erp');
      await expectGone(binding);
      const again = await connections.request({ name: 'erp' }, DEVELOPER);
      expect(again.environment.metadata.uid).not.toBe(uid);
      expect(await stateOf('erp')).toBe('requested');
    });

    it('is taken up again after it was interrupted', async () => {
      const { binding } = await furnish();
      await store.delete(RemoteEnvironmentKind, {
        namespace: NAMESPACE,
        name: 'erp',
      });
      expect(await stateOf('erp')).toBe('deleting');
      await cleanup.resume();
      await expectGone(binding);
    });
  });
});
