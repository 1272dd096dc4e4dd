import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { OutboundPolicy } from '@remote-env/plugin-remote-env-node';
import { SigningRequest } from '@remote-env/plugin-remote-env-node/x509';
import { mockLogger } from '../../__testUtils__/mockLogger';
import { openStores, registryOver } from '../../__testUtils__/registryHarness';
import { FULL, MINIMAL } from '../../__testUtils__/serviceDefinitions';
import { Connections } from '../../connections';
import { Bindings, Subscriptions } from '../../consumers';
import { SpecificationParser } from '../../registry';
import {
  CertificateIssuer,
  createClientTrust,
  Revocations,
  TrustAnchors,
} from '../../trust';

const ADMIN = 'user:default/admin';
const namespaces = {
  authority: 'remote-env-authority',
  system: 'remote-env-system',
};
const namespace = namespaces.system;
const subject = {
  organization: 'Acme',
  organizationalUnit: 'Sales',
  locality: 'Berlin',
  province: 'Brandenburg',
  country: 'DE',
  byTenant: false,
};
const logger = mockLogger();
const fetcher = { fetch: () => Promise.reject(new Error('not used')) };

/** What somebody outside holds after having worked with the installation. */
export interface Held {
  /** PEM of a client certificate. */
  certificate: string;
  revokedCertificate: string;
  /** Id of the service that was registered by `FULL.identifier`. */
  serviceId: string;
}

/**
 * Works with an embedded installation as people and systems do, by the code that they reach: two environments, one
 * suspended, certificates, services with credentials and documents, bindings of two namespaces, a subscription.
 *
 * @param services - besides the one with everything
 */
export async function liveIn(folder: string, services: number): Promise<Held> {
  const stores = await openStores(folder);
  const { resources: store } = stores;
  const specifications = SpecificationParser.create({ logger });
  try {
    const clients = createClientTrust({
      store,
      namespaces,
      organization: subject.organization,
      authority: { type: 'store', allowPartialChain: false },
      logger,
    });
    const anchors = TrustAnchors.create({
      store,
      namespaces,
      clients,
      organization: subject.organization,
      edgeHosts: ['localhost'],
      dataDir: folder,
    });
    await anchors.prepare();
    const issuer = CertificateIssuer.create({
      store,
      namespace,
      authority: clients.current,
      subject,
      validityMs: 24 * 3600 * 1000,
    });
    const connections = Connections.create({
      store,
      namespace,
      cleanUp: async () => {},
      logger,
    });
    await connections.request({ name: 'erp', displayName: 'ERP' }, ADMIN);
    await connections.decide('erp', { verdict: 'approved' }, ADMIN);
    await connections.decide('erp', { verdict: 'suspended' }, ADMIN);
    await connections.request({ name: 'shop', labels: { team: 'a' } }, ADMIN);
    const { environment } = await connections.decide(
      'shop',
      { verdict: 'approved' },
      ADMIN,
    );
    const shop = { name: 'shop', uid: environment.metadata.uid };
    const request = await newRequest(folder);
    const issue = () =>
      issuer.issue(shop, request, { source: 'portal', issuedTo: ADMIN });
    const good = await issue();
    const bad = await issue();
    await Revocations.create({ store, namespace }).revoke(
      shop.uid,
      bad.fingerprint,
      ADMIN,
      { reason: 'key lost', code: 'keyCompromise' },
    );
    const registry = registryOver(stores, { specifications, logger, fetcher });
    const full = await registry.register(shop, FULL);
    for (let number = 0; number < services; number++) {
      await registry.register(shop, {
        ...MINIMAL,
        name: `Service ${number}`,
        api: {
          ...MINIMAL.api,
          credentials: { basic: { username: 'u', password: `p${number}` } },
        },
      });
    }
    await registry.settled();
    const bindings = Bindings.create({
      store,
      namespace,
      apiProxyUrl: 'http://proxy.test',
    });
    for (const consumer of ['shop-dev', 'shop-live']) {
      await bindings.create({
        environment: shop,
        service: { id: full.id, name: full.name },
        consumer: { namespace: consumer, name: 'orders' },
        createdBy: ADMIN,
      });
    }
    const policy = OutboundPolicy.create(
      { allowLoopback: false, allow: {}, deny: [] },
      () => [],
    );
    await Subscriptions.create({ store, namespace, policy }).create({
      environment,
      consumer: { namespace: 'shop-dev', name: 'orders' },
      eventTypes: [{ type: 'order.created', version: 'v1' }],
      sink: 'https://orders.example.com/events',
      createdBy: ADMIN,
    });
    return {
      certificate: good.certificate,
      revokedCertificate: bad.certificate,
      serviceId: full.id,
    };
  } finally {
    await specifications.close();
    await stores.close();
  }
}

async function newRequest(folder: string): Promise<SigningRequest> {
  await promisify(execFile)(
    'openssl',
    [
      ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem'],
      ...['-subj', '/O=Acme/OU=Sales/L=Berlin/ST=Brandenburg/C=DE/CN=shop'],
      ...['-out', 'request.pem'],
    ],
    { cwd: folder },
  );
  return SigningRequest.fromPem(
    await readFile(path.join(folder, 'request.pem'), 'utf8'),
  );
}
