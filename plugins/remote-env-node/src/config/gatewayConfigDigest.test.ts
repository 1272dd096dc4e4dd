import type { GatewayConfigInput } from './gatewayConfig';
import { gatewayConfigDigest } from './gatewayConfigDigest';

const KEY = Buffer.alloc(32, 1).toString('base64');

const CONFIG: GatewayConfigInput = {
  roles: ['edge'],
  dataDir: '/data',
  resourceStore: {
    type: 'database',
    database: { client: 'sqlite', file: '/data/resources.sqlite' },
  },
  eventBus: {
    type: 'database',
    database: { client: 'sqlite', file: '/data/events.sqlite' },
  },
  encryptionKey: KEY,
  edge: { listen: { port: 8443 }, publicUrl: 'https://localhost:8443' },
  apiProxy: { listen: { port: 8081 }, publicUrl: 'http://localhost:8081' },
  metrics: { listen: { port: 9464 } },
  portal: {
    url: 'http://localhost:7007/api/remote-env',
    token: 't'.repeat(32),
    assertionKey: KEY,
  },
  control: { socketPath: '/data/gateway.sock', token: 'c'.repeat(32) },
};

describe('gatewayConfigDigest', () => {
  it('does not depend on the order of keys, on defaults written out, or on the lifetime pipe', () => {
    const { roles, metrics, ...rest } = CONFIG;
    expect(
      gatewayConfigDigest({
        ...rest,
        lifetimeFd: 3,
        metrics: { listen: { port: 9464, host: '127.0.0.1' } },
        roles,
      }),
    ).toBe(gatewayConfigDigest(CONFIG));
  });

  it('changes with every setting', () => {
    expect(
      gatewayConfigDigest({ ...CONFIG, metrics: { listen: { port: 9465 } } }),
    ).not.toBe(gatewayConfigDigest(CONFIG));
  });
});
