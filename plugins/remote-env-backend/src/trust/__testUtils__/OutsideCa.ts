import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { KeyAndCertificate } from '@remote-env/plugin-remote-env-node/x509';

const run = promisify(execFile);

const INTERMEDIATE = [
  'basicConstraints=critical,CA:TRUE,pathlen:0',
  'keyUsage=critical,keyCertSign,cRLSign',
];

/** A company's certificate authority, which is OpenSSL. */
export class OutsideCa {
  readonly folder: string;
  #count = 0;

  static async create(): Promise<OutsideCa> {
    const ca = new OutsideCa(await mkdtemp(path.join(tmpdir(), 'outside-ca-')));
    await ca.#key('root.key');
    await ca.openssl(
      ...['req', '-x509', '-key', 'root.key', '-subj', '/O=Company/CN=Root'],
      ...['-days', '3650', '-out', 'root.pem'],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    );
    return ca;
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Certificate and key of an authority below the root; its certificate alone. */
  async intermediate(
    options: { days?: number; extensions?: string[] } = {},
  ): Promise<KeyAndCertificate> {
    this.#count += 1;
    const name = `intermediate-${this.#count}`;
    await this.#key(`${name}.key`);
    await this.openssl(
      ...['req', '-new', '-key', `${name}.key`, '-out', `${name}.csr`],
      ...['-subj', `/O=Company/CN=Systems ${this.#count}`],
    );
    await writeFile(
      path.join(this.folder, `${name}.ext`),
      (options.extensions ?? INTERMEDIATE).join('\n'),
    );
    await this.openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`],
      ...['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial'],
      ...['-days', String(options.days ?? 365), '-extfile', `${name}.ext`],
    );
    return {
      certificate: await this.#read(`${name}.pem`),
      key: await this.#read(`${name}.key`),
    };
  }

  root(): Promise<string> {
    return this.#read('root.pem');
  }

  /** Runs it in the folder. @returns what it prints */
  async openssl(...args: string[]): Promise<string> {
    const { stdout, stderr } = await run('openssl', args, { cwd: this.folder });
    return `${stdout}${stderr}`;
  }

  async write(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }

  #read(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), 'utf8');
  }

  async #key(name: string): Promise<void> {
    await this.openssl(
      ...['genpkey', '-algorithm', 'EC', '-out', name],
      ...['-pkeyopt', 'ec_paramgen_curve:P-256'],
    );
  }
}
