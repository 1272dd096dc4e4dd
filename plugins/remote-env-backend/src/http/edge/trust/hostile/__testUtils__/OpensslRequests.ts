import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** How `openssl genpkey` makes each kind of key; for one of them there is another command. */
const KEYS = {
  good: '-algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  rsa: '-algorithm RSA -pkeyopt rsa_keygen_bits:2048',
  weak: '-algorithm RSA -pkeyopt rsa_keygen_bits:1024',
  exponent3:
    '-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3',
  pss: '-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048',
  ed25519: '-algorithm ED25519',
  secp256k1: '-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1',
  explicit:
    '-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit',
};

export type OpensslKey = keyof typeof KEYS;

/** The subject that is asked for, as `-subj` takes it, without a common name. */
export const SUBJECT = '/O=Organization/OU=OrgUnit/L=Locality/ST=Province/C=DE';

/** Signing requests and other files of the `openssl` command. */
export class OpensslRequests {
  readonly #folder: string;
  readonly #made = new Map<OpensslKey, Promise<string>>();

  /** @param folder - an empty one; stays */
  static create(folder: string): OpensslRequests {
    return new OpensslRequests(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param subject - all of it
   * @param extensions - each as `-addext` takes it
   * @returns PEM
   */
  async request(
    subject: string,
    key: OpensslKey = 'good',
    extensions: readonly string[] = [],
  ): Promise<string> {
    const file = await this.#key(key);
    return this.#openssl(
      ...['req', '-new', '-utf8', '-key', file, '-subj', subject],
      ...extensions.flatMap(each => ['-addext', each]),
    );
  }

  /** A certificate that a key has signed itself, PEM. */
  async certificate(): Promise<string> {
    const file = await this.#key('good');
    return this.#openssl('req', '-x509', '-key', file, '-subj', '/CN=shop');
  }

  /** PKCS#8, PEM. */
  async privateKey(): Promise<string> {
    return readFile(path.join(this.#folder, await this.#key('good')), 'utf8');
  }

  /** PEM. */
  async publicKey(): Promise<string> {
    return this.#openssl('pkey', '-in', await this.#key('good'), '-pubout');
  }

  #key(name: OpensslKey): Promise<string> {
    const known =
      this.#made.get(name) ??
      this.#openssl(
        'genpkey',
        ...KEYS[name].split(' '),
        '-out',
        `${name}.key`,
      ).then(() => `${name}.key`);
    this.#made.set(name, known);
    return known;
  }

  async #openssl(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('openssl', args, {
      cwd: this.#folder,
    });
    return stdout;
  }
}
