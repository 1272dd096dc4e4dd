import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createKubernetesResourceStore } from '@remote-env/plugin-remote-env-node/kubernetes';
import {
  AUTHORITY,
  installAccounts,
  installDefinitions,
  SYSTEM,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import {
  pemCertificates,
  pemRevocationLists,
} from '@remote-env/plugin-remote-env-node/x509';
import { OutsideCa } from './__testUtils__/OutsideCa';
import { putSecret, textOf } from './__testUtils__/secrets';
import { trustOn } from './__testUtils__/trustOn';
import { RevocationLists } from './RevocationLists';

jest.setTimeout(120_000);

/** Two portals as the account of `deploy/base/rbac`, and an admin of the cluster. */
describe('authorities on Kubernetes', () => {
  let kubernetes: TestKubernetes;
  let company: OutsideCa;
  let dataDir: string;
  const stores: ResourceStore[] = [];

  const opened = (kubeconfig: string) => {
    const store = createKubernetesResourceStore({ connection: { kubeconfig } });
    stores.push(store);
    return store;
  };

  const openPortal = async () => {
    const store = opened(
      await kubernetes.kubeconfigFor(AUTHORITY, 'remote-env-portal'),
    );
    const { clients, anchors, logger } = trustOn(store, { dataDir });
    const lists = RevocationLists.create({
      ...clients,
      revoked: async () => [],
      complete: async () => {},
      validityMs: 3600_000,
      logger,
    });
    return { ...clients, anchors, lists };
  };

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    company = await OutsideCa.create();
    dataDir = await mkdtemp(path.join(tmpdir(), 'authorities-'));
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, 'shop-dev');
  });

  afterAll(async () => {
    await Promise.all(stores.map(store => store.close()));
    await kubernetes.stop();
    await company.remove();
    await rm(dataDir, { recursive: true });
  });

  it('are made, rotated once, replaced from outside, and let go of', async () => {
    const [one, two] = [await openPortal(), await openPortal()];
    const admin = opened(kubernetes.adminKubeconfig);
    const bundle = (key: string) =>
      textOf(admin, SYSTEM, 'client-ca-bundle', key);
    const retired = async () => {
      const secret = await admin.get(SecretKind, {
        namespace: AUTHORITY,
        name: 'client-ca-retired',
      });
      return Object.keys(secret?.data ?? {});
    };
    await Promise.all([one.anchors.prepare(), two.anchors.prepare()]);
    const first = await one.current.get();
    expect((await two.current.get()).chain).toBe(first.chain);

    const { fingerprint } = first.facts;
    const results = await Promise.allSettled(
      [one, two].map(({ rotation }) => rotation.rotate(fingerprint)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const second = await two.current.get();
    expect((await one.current.get()).chain).toBe(second.chain);
    await Promise.all([one.lists.publish(), two.lists.publish()]);
    expect(pemCertificates(await bundle('ca.crt'))).toEqual([
      second.chain,
      first.chain,
    ]);
    expect(pemRevocationLists(await bundle('ca.crl'))).toHaveLength(2);
    expect(await retired()).toEqual([fingerprint]);

    const intermediate = await company.intermediate();
    const root = await company.root();
    await putSecret(admin, AUTHORITY, 'client-ca', {
      'tls.crt': intermediate.certificate,
      'tls.key': intermediate.key,
      'ca.crt': root,
    });
    for (const { current } of [one, two]) {
      expect((await current.inUse()).origin).toBe('secret');
    }
    await one.lists.publish();
    expect(pemCertificates(await bundle('ca.crt'))).toEqual([
      intermediate.certificate,
      root,
      second.chain,
      first.chain,
    ]);
    expect(pemRevocationLists(await bundle('ca.crl'))).toHaveLength(3);
    expect((await retired()).sort()).toEqual(
      [fingerprint, second.facts.fingerprint].sort(),
    );

    const later = Date.now() + 2 * 3600_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    await one.rotation.forgetUnused(async issuer =>
      issuer === first.facts.subject ? 0 : 1,
    );
    clock.mockRestore();
    expect(await retired()).toEqual([second.facts.fingerprint]);
    expect(await bundle('ca.crt')).not.toContain(first.chain);
  });
});
