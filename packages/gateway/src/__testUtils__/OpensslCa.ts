import { execFile } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from './pki';

const run = promisify(execFile);

/** @param keyIdentifier - of the authority's key, as its configuration has it */
const configuration = (keyIdentifier: string) => `
[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = .
certificate = ca.crt
private_key = ca.key
rand_serial = yes
crlnumber = crlnumber
default_md = sha256
default_days = 1
default_crl_days = 1
policy = any
x509_extensions = client
crl_extensions = list
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = ${keyIdentifier}
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
[named]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = clientAuth
subjectAltName = critical, DNS:victim
[list]
authorityKeyIdentifier = keyid
`;

/** A certificate as somebody else than a portal would sign it. */
interface SignOptions {
  /** As `-subj` takes it: parts after slashes, `+` between those of one RDN. */
  subject: string;
  /** Default `client`. */
  extensions?: 'authority' | 'client' | 'named' | 'server';
  /** Hex; default: random. */
  serial?: string;
  /** Who signs; default: this authority. */
  issuer?: Pick<Credentials, 'cert' | 'key'>;
}

/** A certificate authority of the `openssl` command: certificates and revocation lists that none of our code has made. */
export class OpensslCa {
  readonly #directory: string;
  /** PEM. */
  readonly cert: string;
  #issued = 0;
  /** The end of what uses the list of what was issued, which `openssl ca` rewrites without a lock. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param directory - an empty one; stays
   * @param keyIdentifier - hex, if not that of its own key
   */
  static async create(
    directory: string,
    name: string,
    keyIdentifier = 'hash',
  ): Promise<OpensslCa> {
    await Promise.all(
      Object.entries({
        'ca.cnf': configuration(keyIdentifier),
        'index.txt': '',
        crlnumber: '01\n',
      }).map(([file, text]) => writeFile(path.join(directory, file), text)),
    );
    await run(
      'openssl',
      `req -x509 -config ca.cnf -extensions authority -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /O=Acme/CN=${name}`.split(
        ' ',
      ),
      { cwd: directory },
    );
    return new OpensslCa(
      directory,
      await readFile(path.join(directory, 'ca.crt'), 'utf8'),
    );
  }

  private constructor(directory: string, cert: string) {
    this.#directory = directory;
    this.cert = cert;
  }

  /**
   * @param key - for `-newkey`, e.g. `rsa:4096`
   * @param dates - `YYYYMMDDHHMMSSZ`; default: from now, for a day
   */
  async issue(
    commonName: string,
    key = 'ec -pkeyopt ec_paramgen_curve:prime256v1',
    dates?: { from: string; to: string },
  ): Promise<Credentials> {
    this.#issued += 1;
    const file = `client-${this.#issued}`;
    await this.#openssl(
      `req -new -config ca.cnf -newkey ${key} -nodes -keyout ${file}.key -out ${file}.csr -subj /O=Acme/CN=${commonName}`,
    );
    const validity = dates
      ? ` -startdate ${dates.from} -enddate ${dates.to}`
      : '';
    await this.#ca(
      `-batch -notext -in ${file}.csr -out ${file}.crt${validity}`,
    );
    const [cert, pem] = await Promise.all([
      this.#read(`${file}.crt`),
      this.#read(`${file}.key`),
    ]);
    return { cert, key: pem, x509: new X509Certificate(cert) };
  }

  /** Its own certificate and key. */
  async credentials(): Promise<Credentials> {
    const key = await this.#read('ca.key');
    return { cert: this.cert, key, x509: new X509Certificate(this.cert) };
  }

  /** Hex with colons, as certificates that it signs name its key. */
  async keyIdentifier(): Promise<string> {
    const { stdout } = await run(
      'openssl',
      ['x509', '-in', 'ca.crt', '-noout', '-ext', 'subjectKeyIdentifier'],
      { cwd: this.#directory },
    );
    return /(?:[0-9A-F]{2}:)+[0-9A-F]{2}/.exec(stdout)?.[0] ?? '';
  }

  /** A certificate with whatever subject and extensions, for a key on P-256. */
  async sign({
    subject,
    extensions = 'client',
    serial = `01${randomBytes(15).toString('hex')}`,
    issuer,
  }: SignOptions): Promise<Credentials> {
    this.#issued += 1;
    const file = `signed-${this.#issued}`;
    if (issuer) {
      await Promise.all([
        writeFile(
          path.join(this.#directory, `${file}-issuer.crt`),
          issuer.cert,
        ),
        writeFile(path.join(this.#directory, `${file}-issuer.key`), issuer.key),
      ]);
    }
    const ca = issuer ? `${file}-issuer` : 'ca';
    const cwd = this.#directory;
    await run(
      'openssl',
      [
        ...'req -new -utf8 -config ca.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'.split(
          ' ',
        ),
        ...['-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', subject],
      ],
      { cwd },
    );
    await this.#openssl(
      `x509 -req -in ${file}.csr -CA ${ca}.crt -CAkey ${ca}.key -set_serial 0x${serial} -days 1 -sha256 -extfile ca.cnf -extensions ${extensions} -out ${file}.crt`,
    );
    const [cert, key] = await Promise.all([
      this.#read(`${file}.crt`),
      this.#read(`${file}.key`),
    ]);
    return { cert, key, x509: new X509Certificate(cert) };
  }

  /** A certificate that its own key has signed. @param subject - as `sign` takes it */
  async selfSigned(subject: string): Promise<Credentials> {
    this.#issued += 1;
    const file = `self-${this.#issued}`;
    await this.#openssl(
      `req -x509 -config ca.cnf -extensions client -newkey rsa:2048 -nodes -keyout ${file}.key -out ${file}.crt -days 2 -subj ${subject}`,
    );
    const [cert, key] = await Promise.all([
      this.#read(`${file}.crt`),
      this.#read(`${file}.key`),
    ]);
    return { cert, key, x509: new X509Certificate(cert) };
  }

  /** Puts a certificate on the lists that are made from now on. */
  async revoke({ cert }: Credentials): Promise<void> {
    this.#issued += 1;
    const file = `revoked-${this.#issued}.crt`;
    await writeFile(path.join(this.#directory, file), cert);
    await this.#ca(`-revoke ${file}`);
  }

  /** @returns a revocation list, PEM */
  async revocationList(): Promise<string> {
    await this.#ca('-gencrl -out ca.crl');
    return this.#read('ca.crl');
  }

  /** One after the other. */
  async #ca(options: string): Promise<void> {
    const done = this.#last.then(() =>
      this.#openssl(`ca -config ca.cnf ${options}`),
    );
    this.#last = done.catch(() => {});
    await done;
  }

  #read(file: string): Promise<string> {
    return readFile(path.join(this.#directory, file), 'utf8');
  }

  async #openssl(command: string): Promise<void> {
    await run('openssl', command.split(' '), { cwd: this.#directory });
  }
}
