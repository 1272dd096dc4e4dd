import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  AuthorityConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  type KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';
import { SYSTEM, useTestStore } from '../../../__testUtils__/testStore';
import { OutsideCa } from '../../__testUtils__/OutsideCa';
import { putSecret, textOf } from '../../__testUtils__/secrets';
import { AUTHORITY, trustOn } from '../../__testUtils__/trustOn';
import type { ClientTrust } from '../../clientTrust';

/** Portals, and authorities for them from outside, for the tests of one file. */
export function useAuthorities() {
  const { open } = useTestStore();
  const portals: ClientTrust[] = [];
  let dataDir: string;
  let company: OutsideCa;
  let root: string;
  /** Making one takes a second or more. */
  let first: KeyAndCertificate;

  beforeAll(async () => {
    company = await OutsideCa.create();
    root = await company.root();
    first = await Authority.createRoot({ subject: [['CN', 'First']] });
  }, 60_000);

  afterAll(() => company.remove());

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'authority-'));
  });

  afterEach(async () => {
    jest.useRealTimers();
    portals.splice(0).forEach(({ current }) => current.stop());
    await rm(dataDir, { recursive: true });
  });

  function portalOn(store: ResourceStore, authority?: AuthorityConfig) {
    const portal = trustOn(store, { dataDir, authority });
    portals.push(portal.clients);
    return { ...portal.clients, logger: portal.logger };
  }

  const bring = (store: ResourceStore, values: Record<string, string>) =>
    putSecret(store, AUTHORITY, 'client-ca', values);

  const bringPair = (
    store: ResourceStore,
    { certificate, key }: KeyAndCertificate,
    others: Record<string, string> = {},
  ) => bring(store, { 'tls.crt': certificate, 'tls.key': key, ...others });

  const bundleOf = (store: ResourceStore) =>
    textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt');

  const fingerprintOf = async ({ current }: ClientTrust) =>
    (await current.get()).facts.fingerprint;

  return {
    bring,
    bringPair,
    bundleOf,
    fingerprintOf,
    given: () => ({ company, root, first }),
    open,
    portalOn,
  };
}
