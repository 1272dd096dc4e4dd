import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configurationFile, readConfiguration } from './configuration';
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

describe('configurationFile', () => {
  it('prefers the command line', () => {
    const env = { REMOTE_ENV_GATEWAY_CONFIG: 'b' };
    expect(configurationFile(['--config', 'a'], env)).toBe('a');
    expect(configurationFile([], env)).toBe('b');
  });

  it.each([[[]], [['--other']], [['file']]])('says how with %j', args => {
    const error = failure(() => configurationFile(args, {}));
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

  function read(document: unknown) {
    const file = path.join(directory, 'gateway.json');
    writeFileSync(
      file,
      typeof document === 'string' ? document : JSON.stringify(document),
    );
    return readConfiguration(file);
  }

  it('fills in defaults', () => {
    expect(read(CONFIG).edge.eventBodyLimit).toBe(65536);
  });

  it.each([
    ['{', 'is not JSON'],
    [{ ...CONFIG, roles: ['egde'] }, 'roles.0: '],
    [{ ...CONFIG, roles: [] }, 'roles: '],
    [
      { ...CONFIG, portal: { ...CONFIG.portal, token: 'short' } },
      'portal.token: ',
    ],
    [
      { ...CONFIG, encryptionKey: 'c2hvcnQ=' },
      'encryptionKey: must be base64 of 32 bytes',
    ],
    [
      { ...CONFIG, portal: { ...CONFIG.portal, assertionKey: '' } },
      'portal.assertionKey: must be base64 of 32 bytes',
    ],
  ])('names what is wrong, never a value (%#)', (document, text) => {
    const error = failure(() => read(document));
    expect(error.message).toContain(text);
    expect(error.message).not.toContain('short');
    expect(exitCodeOf(error)).toBe(2);
  });

  it('names a file that is not there', () => {
    expect(
      failure(() => readConfiguration('/nowhere/gateway.json')).message,
    ).toContain('/nowhere/gateway.json cannot be read');
  });
});
