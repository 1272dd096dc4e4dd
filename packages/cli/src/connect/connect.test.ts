import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Command } from '../__testUtils__/command';
import { EdgeServer } from '../__testUtils__/EdgeServer';
import { writeConnection } from './files';

describe('remote-env connect', () => {
  let command: Command;
  let edge: EdgeServer;
  let out: string;
  let ca: string;

  beforeAll(() => {
    command = Command.build();
  });
  afterAll(() => command.remove());

  beforeEach(async () => {
    edge = await EdgeServer.start();
    const dir = mkdtempSync(path.join(command.directory, 'connect-'));
    out = path.join(dir, 'erp');
    ca = path.join(dir, 'ca.pem');
    writeFileSync(ca, edge.caPem);
  });
  afterEach(() => edge.stop());

  const connect = (...more: string[]) =>
    command.run([
      'connect',
      edge.tokenUrl,
      '--out',
      out,
      '--ca',
      ca,
      '--key-type',
      'ecdsa256',
      ...more,
    ]);

  it('writes key, certificate, chain and addresses that belong together', async () => {
    const ended = await connect('--json');
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });

    const read = (name: string) => readFileSync(path.join(out, name), 'utf8');
    const certificate = new X509Certificate(read('cert.pem'));
    expect(certificate.checkPrivateKey(createPrivateKey(read('key.pem')))).toBe(
      true,
    );
    expect(
      certificate.verify(new X509Certificate(read('chain.pem')).publicKey),
    ).toBe(true);
    expect(JSON.parse(read('info.json')).clientIdentity).toEqual({
      application: 'erp',
    });
    expect(JSON.parse(ended.stdout)).toEqual({
      application: 'erp',
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      notAfter: new Date(certificate.validTo).toISOString(),
      files: {
        key: path.join(out, 'key.pem'),
        certificate: path.join(out, 'cert.pem'),
        chain: path.join(out, 'chain.pem'),
        info: path.join(out, 'info.json'),
      },
    });
    expect(readdirSync(out).sort()).toEqual([
      'cert.pem',
      'chain.pem',
      'info.json',
      'key.pem',
    ]);
  });

  it('lets only its owner read the key', async () => {
    await connect();
    expect(statSync(path.join(out, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(out).mode & 0o777).toBe(0o700);
  });

  it('makes an RSA key of 2048 bits when none is named', async () => {
    const ended = await command.run([
      ...['connect', edge.tokenUrl, '--out', out, '--ca', ca],
    ]);
    expect(ended.exitCode).toBe(0);
    const key = createPrivateKey(readFileSync(path.join(out, 'key.pem')));
    expect(key.asymmetricKeyType).toBe('rsa');
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it.each(['info', 'sign', 'management'] as const)(
    'leaves nothing behind when the edge is away at step %s',
    async step => {
      edge.mishaps.set(step, 'refuse');
      const ended = await connect();
      expect(ended.exitCode).toBe(6);
      expect(ended.stderr).toContain('answered 503: The portal is away.');
      expect(existsSync(out)).toBe(false);
    },
  );

  it.each(['info', 'sign', 'management'] as const)(
    'leaves nothing behind when step %s is answered in another shape',
    async step => {
      edge.mishaps.set(step, 'other shape');
      const ended = await connect();
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain('answered in an unexpected shape');
      expect(existsSync(out)).toBe(false);
    },
  );

  it('says that a token works once, without showing it', async () => {
    const { tokenUrl } = edge;
    await connect();
    const ended = await command.run([
      ...['connect', tokenUrl, '--out', `${out}-2`, '--ca', ca],
    ]);
    expect(ended.exitCode).toBe(4);
    expect(ended.stderr).toContain('answered 403: Invalid token.');
    expect(ended.stderr).not.toContain('first-token');
    expect(existsSync(`${out}-2`)).toBe(false);
  });

  it('never overwrites a file, and spends no token on finding out', async () => {
    mkdirSync(out);
    writeFileSync(path.join(out, 'key.pem'), 'mine');
    const ended = await connect('--json');
    expect(ended.exitCode).toBe(2);
    expect(JSON.parse(ended.stderr)).toEqual({
      error: {
        message: `${out} already holds key.pem.`,
        hint: 'Give another directory with --out.',
      },
    });
    expect(readFileSync(path.join(out, 'key.pem'), 'utf8')).toBe('mine');
    expect(edge.steps).toEqual([]);
  });

  it('spends no token when the directory cannot be made', async () => {
    writeFileSync(out, 'a file');
    const ended = await connect('--out', path.join(out, 'below'));
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(`${out} is not a directory.`);
    expect(edge.steps).toEqual([]);
  });

  it('does not trust an edge that nothing vouches for', async () => {
    const ended = await command.run(['connect', edge.tokenUrl, '--out', out]);
    expect(ended.exitCode).toBe(6);
    expect(ended.stderr).toContain('--ca FILE');
    expect(ended.stderr).not.toContain('first-token');
    expect(edge.steps).toEqual([]);
  });

  it('trusts the edge by edge-ca.pem of the data directory', async () => {
    const dataDir = path.dirname(ca);
    writeFileSync(path.join(dataDir, 'edge-ca.pem'), edge.caPem);
    const ended = await command.run([
      ...['connect', edge.tokenUrl, '--out', out, '--data-dir', dataDir],
      ...['--key-type', 'ecdsa384'],
    ]);
    expect(ended.exitCode).toBe(0);
  });

  it.each([
    [['--ca', '/nowhere/ca.pem'], 'holds no certificate'],
    [['--key-type', 'dsa'], '--key-type must be one of rsa2048'],
  ])('refuses %j', async (args, message) => {
    const ended = await connect(...args);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(edge.steps).toEqual([]);
  });

  it('refuses what is no URL', async () => {
    const ended = await command.run(['connect', 'token=x', '--out', out]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('The token URL is not a URL.');
  });

  it('takes back what it wrote when a file appears meanwhile, and leaves that file', () => {
    mkdirSync(out);
    writeFileSync(path.join(out, 'chain.pem'), 'another one’s');
    expect(() =>
      writeConnection(out, {
        privateKeyPem: 'key',
        certificatePem: 'certificate',
        chainPem: 'chain',
        management: {},
      }),
    ).toThrow(/EEXIST/);
    expect(readdirSync(out)).toEqual(['chain.pem']);
    expect(readFileSync(path.join(out, 'chain.pem'), 'utf8')).toBe(
      'another one’s',
    );
  });
});
