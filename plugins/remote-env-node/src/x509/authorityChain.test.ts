import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Authority } from './Authority';

describe('the chain of an authority, made by openssl', () => {
  let folder: string;

  const openssl = (...args: string[]) =>
    promisify(execFile)('openssl', args, { cwd: folder });
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  const load = async (...names: string[]) =>
    Authority.load({
      certificate: (await Promise.all(names.map(read))).join(''),
      key: await read('issuing.key'),
    });

  /** An authority below another one. */
  async function below(name: string, issuer: string, pathLength = '') {
    await openssl(
      ...['req', '-new', '-newkey', 'ec', '-nodes', '-out', 'below.csr'],
      ...['-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', `${name}.key`],
      ...['-subj', `/CN=${name}`],
    );
    await writeFile(
      path.join(folder, 'ca.ext'),
      `basicConstraints=CA:TRUE${pathLength}`,
    );
    await openssl(
      ...['x509', '-req', '-in', 'below.csr', '-CA', `${issuer}.pem`],
      ...['-CAkey', `${issuer}.key`, '-CAcreateserial', '-days', '9'],
      ...['-extfile', 'ca.ext', '-out', `${name}.pem`],
    );
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'chain-'));
    await openssl(
      ...['req', '-x509', '-newkey', 'ec', '-nodes', '-keyout', 'root.key'],
      ...['-pkeyopt', 'ec_paramgen_curve:P-256', '-subj', '/CN=root'],
      ...['-out', 'root.pem'],
    );
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('is put in order, and what does not belong to it is left out', async () => {
    await below('policy', 'root');
    await below('other', 'root');
    await below('issuing', 'policy');
    const { chain } = await load(
      ...['issuing.pem', 'root.pem', 'other.pem', 'policy.pem'],
    );
    expect(chain).toBe(
      (await read('issuing.pem')) +
        (await read('policy.pem')) +
        (await read('root.pem')),
    );
    await expect(load('issuing.pem', 'policy.pem')).rejects.toThrow(
      "the chain is incomplete: the certificate of 'CN=root' is missing, which issued 'CN=policy'",
    );
  });

  it('is refused below one that allows no authority below it', async () => {
    await below('policy', 'root', ',pathlen:0');
    await below('issuing', 'policy');
    await expect(load('issuing.pem', 'policy.pem', 'root.pem')).rejects.toThrow(
      "the certificate of 'CN=policy' allows 0 authorities below it, and there are 1",
    );
  });
});
