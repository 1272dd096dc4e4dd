import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  exposesKeys,
  gatewayArguments,
  readConfiguration,
} from './configuration';
import { exitCodeOf } from './failures';

const KEY = Buffer.alloc(32, 1).toString('base64');
const CONFIG = {
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

function failure(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error('it did not fail');
}

describe('gatewayArguments', () => {
  it('prefers the command line', () => {
    const env = { REMOTE_ENV_GATEWAY_CONFIG: 'b' };
    expect(gatewayArguments(['--config', 'a'], env).file).toBe('a');
    expect(gatewayArguments([], env).file).toBe('b');
  });

  it('takes roles', () => {
    expect(
      gatewayArguments(['--config', 'a', '--roles', 'edge,events'], {}),
    ).toEqual({ file: 'a', roles: ['edge', 'events'] });
  });

  it.each([[[]], [['--other']], [['file']]])('says how with %j', args => {
    const error = failure(() => gatewayArguments(args, {}));
    expect(error.message).toContain('--config FILE');
    expect(exitCodeOf(error)).toBe(2);
  });
});

describe('readConfiguration', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'gateway-'));
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  function write(document: unknown): string {
    const file = path.join(directory, 'gateway.json');
    writeFileSync(
      file,
      typeof document === 'string' ? document : JSON.stringify(document),
    );
    return file;
  }

  const read = (document: unknown, roles?: string[]) =>
    readConfiguration(
      { file: write(document), roles },
      {
        EDGE_URL: 'https://edge.test',
        NATS_SERVERS: 'tls://a.test:4222, tls://b.test:4222',
      },
    ).config;

  it('fills in defaults', () => {
    expect(read(CONFIG).edge.eventBodyLimit).toBe(65536);
  });

  it('takes texts from files and variables, and roles from the command line', () => {
    writeFileSync(path.join(directory, 'token'), `${'f'.repeat(32)}\n`);
    const config = read(
      {
        ...CONFIG,
        edge: { ...CONFIG.edge, publicUrl: { $env: 'EDGE_URL' } },
        portal: { ...CONFIG.portal, token: { $file: 'token' } },
      },
      ['apiproxy', 'delivery'],
    );
    expect(config.edge.publicUrl).toBe('https://edge.test');
    expect(config.portal.token).toBe('f'.repeat(32));
    expect(config.roles).toEqual(['apiproxy', 'delivery']);
  });

  it('takes several servers from one variable', () => {
    const config = read({
      ...CONFIG,
      eventBus: {
        type: 'nats',
        nats: { servers: [{ $env: 'NATS_SERVERS' }] },
      },
    });
    expect(config.eventBus).toMatchObject({
      nats: { servers: ['tls://a.test:4222', 'tls://b.test:4222'] },
    });
  });

  it('needs no key of the database where resources lie in Kubernetes', () => {
    const { encryptionKey: _, ...keyless } = CONFIG;
    const kubeconfig = path.join(directory, 'kubeconfig');
    writeFileSync(kubeconfig, 'clusters: []');
    const resourceStore = { type: 'kubernetes', kubernetes: { kubeconfig } };
    expect(read({ ...keyless, resourceStore }).encryptionKey).toBeUndefined();
    expect(failure(() => read(keyless)).message).toContain(
      'encryptionKey is missing',
    );
  });

  it('knows when others may read keys', () => {
    const file = write(CONFIG);
    chmodSync(file, 0o644);
    expect(exposesKeys(file)).toBe(true);
    chmodSync(file, 0o600);
    expect(exposesKeys(file)).toBe(false);
    const reference = { $file: 'key' };
    write({
      ...CONFIG,
      encryptionKey: reference,
      portal: { token: reference, assertionKey: reference },
      control: { ...CONFIG.control, token: reference },
    });
    chmodSync(file, 0o644);
    expect(exposesKeys(file)).toBe(false);
  });

  it.each([
    ['{', 'is not JSON'],
    [{ ...CONFIG, roles: ['egde'] }, 'roles[0] must be edge, events'],
    [{ ...CONFIG, roles: [] }, 'roles: '],
    [
      { ...CONFIG, portal: { ...CONFIG.portal, token: 'short' } },
      'portal.token must have 32 characters or more',
    ],
    [
      { ...CONFIG, encryptionKey: 'c2hvcnQ=' },
      'encryptionKey must be base64 of exactly 32 bytes',
    ],
    [
      { ...CONFIG, portal: { ...CONFIG.portal, assertionKey: '' } },
      'portal.assertionKey must be base64 of exactly 32 bytes',
    ],
  ])('names what is wrong, never a value (%#)', (document, text) => {
    const error = failure(() => read(document));
    expect(error.message).toContain(text);
    expect(error.message).not.toContain('short');
    expect(exitCodeOf(error)).toBe(2);
  });

  it('names a file that is not there', () => {
    expect(
      failure(() => readConfiguration({ file: '/nowhere/gateway.json' }, {}))
        .message,
    ).toContain('/nowhere/gateway.json cannot be read');
  });
});
