import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The folder of a control plane of a test: keys, tokens and kubeconfigs. */
export class ControlPlaneFiles {
  readonly directory: string;
  readonly #adminToken = randomBytes(16).toString('hex');

  static async create(): Promise<ControlPlaneFiles> {
    const files = new ControlPlaneFiles(
      await mkdtemp(path.join(tmpdir(), 'kubernetes-')),
    );
    await files.#writeKeys();
    return files;
  }

  private constructor(directory: string) {
    this.directory = directory;
  }

  path(name: string): string {
    return path.join(this.directory, name);
  }

  /** Kubeconfig file of somebody who may do everything; there once the API server has made its certificate. */
  get adminKubeconfig(): string {
    return this.path('admin.kubeconfig');
  }

  async writeAdminKubeconfig(server: string): Promise<void> {
    await this.writeKubeconfig('admin', server, this.#adminToken);
  }

  /** @returns the file */
  async writeKubeconfig(
    name: string,
    server: string,
    token: string,
  ): Promise<string> {
    const ca = await readFile(this.path('certificates/apiserver.crt'));
    const file = this.path(`${name}.kubeconfig`);
    const cluster = {
      server,
      'certificate-authority-data': ca.toString('base64'),
    };
    // JSON is YAML, too.
    const content = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users: [{ name, user: { token } }],
      contexts: [{ name, context: { cluster: 'test', user: name } }],
      'current-context': name,
    });
    // At once: somebody may read the one that was there.
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, content, { mode: 0o600 });
    await rename(draft, file);
    return file;
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  async #writeKeys(): Promise<void> {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const write = (name: string, text: string) =>
      writeFile(this.path(name), text, { mode: 0o600 });
    await write('accounts.pub', publicKey);
    await write('accounts.key', privateKey);
    await write('tokens.csv', `${this.#adminToken},admin,1,"system:masters"\n`);
  }
}
