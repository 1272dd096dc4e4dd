import type {
  Certificate,
  Environment,
  Service,
  ServiceSummary,
} from '../apis';

export const shop: Environment = {
  name: 'shop',
  uid: 'b9c7',
  displayName: 'Online shop',
  description: 'Sells things.',
  labels: { region: 'eu' },
  owner: 'group:default/orders',
  requestedBy: 'user:default/ann',
  state: 'approved',
  connected: true,
  serviceCount: 1,
  lastSeen: '2026-11-21T11:00:00Z',
  createdAt: '2026-11-20T11:00:00Z',
  etag: '"1"',
};

export const ordersSummary: ServiceSummary = {
  id: '7f9c0a52-1b1e-4e5d-9b0d-1c2d3e4f5a6b',
  environment: 'shop',
  name: 'orders',
  displayName: 'Orders',
  provider: 'Acme',
  description: 'Orders of the shop.',
  kinds: ['api', 'events'],
  targetUrl: 'https://shop.example',
  createdAt: '2026-11-20T12:00:00Z',
  labels: {},
};

export const orders: Service = {
  ...ordersSummary,
  documents: [
    {
      role: 'apiSpec',
      format: 'openapi-3.0',
      contentType: 'application/json',
      size: 900,
      sha256: 'a'.repeat(64),
    },
    {
      role: 'eventSpec',
      format: 'asyncapi-2',
      contentType: 'application/json',
      size: 900,
      sha256: 'b'.repeat(64),
    },
    {
      role: 'documentation',
      format: 'markdown-set',
      contentType: 'application/json',
      size: 900,
      sha256: 'c'.repeat(64),
    },
  ],
  eventTypes: [{ name: 'order.created', version: 'v1' }],
  gatewayPath: '/shop/orders',
};

export const certificate: Certificate = {
  fingerprint: '0123456789abcdef'.repeat(4),
  serialNumber: 'ffeeddccbbaa99887766554433221100',
  subject: 'CN=shop',
  issuer: 'CN=Remote Environments CA',
  notBefore: '2026-11-20T12:00:00Z',
  notAfter: '2099-02-18T12:00:00Z',
  keyAlgorithm: 'RSA 2048',
  source: 'token',
  state: 'valid',
};
