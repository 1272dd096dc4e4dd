import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  KubernetesServiceKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';

/** One kind and an object of it in which every field is filled, with empty values where they are allowed. */
export interface FilledKind {
  kind: ResourceKind;
  /** Everything but kind and metadata. */
  body: Record<string, unknown>;
  status?: Record<string, unknown>;
}

const at = '2030-01-02T03:04:05Z';
const environment = { name: 'shop', uid: 'b7e6a4f6-0001' };
const digest = 'a'.repeat(64);
const document = {
  key: `sha256/aa/${digest}`,
  sha256: digest,
  size: 0,
  contentType: 'application/json',
  format: 'openapi-3.1',
};
const condition = {
  type: 'Approved',
  status: 'True',
  reason: 'Decided',
  message: '',
  lastTransitionTime: at,
  observedGeneration: 0,
};
const consumer = {
  namespace: 'shop-dev',
  name: 'orders',
  component: 'component:default/orders',
};

const environmentBody: FilledKind = {
  kind: RemoteEnvironmentKind,
  body: {
    spec: {
      displayName: '',
      description: 'Größe, "quotes", \u0000 and \u{1f600}',
      labels: { '': '', team: 'shop' },
      owner: 'group:default/shop',
      tenant: 'main',
      integrationLevel: 'full',
      requestedBy: 'user:default/ann',
    },
  },
  status: {
    observedGeneration: 0,
    conditions: [condition],
    serviceCount: 0,
    lastSeen: at,
    services: [
      {
        id: 'a',
        name: '',
        kinds: [],
        targetUrl: 'https://shop.test/',
        tokenUrl: 'https://shop.test/token',
      },
    ],
  },
};

const serviceBody: FilledKind = {
  kind: RemoteServiceKind,
  body: {
    spec: {
      environment,
      id: 'c1b0',
      name: 'orders-c1b0',
      identifier: 'orders',
      provider: 'Acme',
      displayName: 'Orders',
      description: '',
      shortDescription: '',
      labels: {},
      api: {
        targetUrl: 'https://shop.test/api',
        apiType: 'REST',
        authentication: {
          type: 'oauth',
          secretName: 're-shop-c1b0',
          tokenUrl: 'https://shop.test/token',
          csrfTokenUrl: 'https://shop.test/csrf',
        },
        requestParametersSecretName: 'params-re-shop-c1b0',
        specificationUrl: 'https://shop.test/openapi.json',
        skipVerify: false,
      },
      events: { types: [{ name: 'order.created', version: 'v1' }] },
      documents: {
        apiSpec: document,
        eventSpec: { ...document, format: 'asyncapi-2' },
        documentation: { ...document, format: 'markdown-set' },
      },
      documentation: {
        displayName: 'Manual',
        description: '',
        type: 'manual',
        tags: [],
      },
      hostName: 're-shop-c1b0.test',
      phase: 'Pending',
    },
  },
  status: { observedGeneration: 1, lastCall: at },
};

/** Decision 0002, rule 7: whatever was written is read back equal. */
export const EVERY_KIND: FilledKind[] = [
  environmentBody,
  serviceBody,
  {
    kind: ConnectionApprovalKind,
    body: {
      spec: {
        environment,
        verdict: 'suspended',
        decidedBy: 'user:default/bob',
        decidedAt: at,
        reason: '',
      },
    },
    status: {},
  },
  {
    kind: ClientCertificateKind,
    body: {
      spec: {
        environment,
        issuer: 'O=Acme,CN=CA',
        serialNumber: '0A',
        fingerprint: digest,
        subject: 'O=Acme,CN=shop',
        notBefore: at,
        notAfter: at,
        keyAlgorithm: 'rsa2048',
        source: 'portal',
        origin: 'upload',
        issuedTo: 'user:default/ann',
        pem: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
      },
    },
    status: {
      revocation: { at, by: 'user:default/bob', reason: '' },
      lastUsed: at,
      lastUse: { address: '192.0.2.1', gateway: 'edge-0', route: 'health' },
      firstUse: { at, address: '192.0.2.1', agent: 'curl/8' },
    },
  },
  {
    kind: RemoteServiceBindingKind,
    body: {
      spec: {
        consumer,
        environment,
        serviceId: 'c1b0',
        tokenSha256: digest,
        capabilityUrl: { expiresAt: at },
        allowAccessToken: false,
        createdBy: 'user:default/ann',
      },
    },
    status: { binding: { name: 'orders-credentials' }, conditions: [] },
  },
  {
    kind: EventSubscriptionKind,
    body: {
      spec: {
        consumer,
        environment,
        eventTypes: [{ type: 'order.created', version: 'v1' }],
        sink: 'http://orders.test/',
        delivery: {
          maxInFlight: 1,
          maxTries: 3,
          maxAgeSeconds: 60,
          timeoutMs: 100,
        },
        createdBy: 'user:default/ann',
      },
    },
    status: { conditions: [condition], ended: { at, reason: '' } },
  },
  {
    kind: KubernetesServiceKind,
    body: {
      spec: {
        type: 'ClusterIP',
        selector: { app: 'apiproxy' },
        ports: [
          { name: 'http', protocol: 'TCP', port: 80, targetPort: 8081 },
          { name: 'metrics', protocol: 'TCP', port: 81, targetPort: 'metrics' },
        ],
      },
    },
  },
  {
    kind: SecretKind,
    body: {
      type: 'Opaque',
      data: { 'tls.key': Buffer.from('key').toString('base64'), empty: '' },
    },
  },
];

/** @returns the object before its creation, as its own kind describes it */
export function filledObject(
  { kind, body }: FilledKind,
  metadata: { namespace: string; name: string },
): Omit<Resource, 'metadata'> & { metadata: typeof metadata } {
  return { apiVersion: kind.apiVersion, kind: kind.kind, metadata, ...body };
}
