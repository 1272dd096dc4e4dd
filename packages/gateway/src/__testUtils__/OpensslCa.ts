import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from './pki';

const run = promisify(execFile);

const CONFIGURATION = `
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
subjectKeyIdentifier = hash
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[list]
authorityKeyIdentifier = keyid
`;

/** A certificate authority of the `openssl` command: certificates and revocation lists that none of our code has made. */
export class OpensslCa {
  readonly #directory: string;
  /** PEM. */
  readonly cert: string;
  #issued = 0;

  /** @param directory - an empty one; stays */
  static async create(directory: string, name: string): Promise<OpensslCa> {
    await Promise.all(
      Object.entries({
        'ca.cnf': CONFIGURATION,
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
    await this.#openssl(
      `ca -batch -notext -config ca.cnf -in ${file}.csr -out ${file}.crt${validity}`,
    );
    const [cert, pem] = await Promise.all([
      this.#read(`${file}.crt`),
      this.#read(`${file}.key`),
    ]);
    return { cert, key: pem, x509: new X509Certificate(cert) };
  }

  /** Puts a certificate on the lists that are made from now on. */
  async revoke({ cert }: Credentials): Promise<void> {
    await writeFile(path.join(this.#directory, 'revoked.crt'), cert);
    await this.#openssl('ca -config ca.cnf -revoke revoked.crt');
  }

  /** @returns a revocation list, PEM */
  async revocationList(): Promise<string> {
    await this.#openssl('ca -config ca.cnf -gencrl -out ca.crl');
    return this.#read('ca.crl');
  }

  #read(file: string): Promise<string> {
    return readFile(path.join(this.#directory, file), 'utf8');
  }

  async #openssl(command: string): Promise<void> {
    await run('openssl', command.split(' '), { cwd: this.#directory });
  }
}
