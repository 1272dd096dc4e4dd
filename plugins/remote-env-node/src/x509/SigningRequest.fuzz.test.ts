import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fuzz, fuzzRun } from '../testing/fuzz';
import {
  config,
  ECDSA_SHA256,
  makeRequest,
  p256,
  SHA1_RSA,
} from './__testUtils__/makeRequest';
import { checkSubject } from './checkSubject';
import { CsrError } from './CsrError';
import { SigningRequest } from './SigningRequest';

const run = fuzzRun();
jest.setTimeout(2 * run.timeMs + 60_000);

/** What is refused in the words of the protocol is what a parser is for; everything else it throws is a crash. */
async function refusedOrNot(work: () => Promise<SigningRequest>) {
  try {
    const request = await work();
    checkSubject(request, config, 'shop-eu');
  } catch (error) {
    if (!(error instanceof CsrError)) {
      throw error;
    }
  }
}

describe('signing requests that nobody has thought of', () => {
  let folder: string;
  let made: Buffer[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fuzz-'));
    const openssl = async (args: string) => {
      const { stdout } = await promisify(execFile)(
        'openssl',
        [
          ...`req -new -nodes -outform DER -keyout key.pem ${args}`.split(' '),
          ...['-subj', '/O=Acme/OU=Sales/L=Berlin/ST=Berlin/C=DE/CN=shop-eu'],
        ],
        { cwd: folder, encoding: 'buffer' },
      );
      return stdout;
    };
    made = [
      await openssl('-newkey rsa:2048'),
      await openssl('-newkey rsa:2048 -sha1'),
      await openssl('-newkey ec -pkeyopt ec_paramgen_curve:P-384'),
      await openssl(
        '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -addext subjectAltName=DNS:a.test',
      ),
      makeRequest(),
      makeRequest({ algorithm: SHA1_RSA, digest: 'sha1' }),
      makeRequest({ key: p256, algorithm: ECDSA_SHA256 }),
    ];
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are refused, or good, in DER', async () => {
    const { inputs } = await fuzz(
      {
        name: 'CSR in DER',
        samples: made,
        take: input => refusedOrNot(async () => SigningRequest.fromDer(input)),
      },
      { ...run, timeMs: run.timeMs * 0.7 },
    );
    expect(inputs).toBeGreaterThan(1_000);
  });

  it('are refused, or good, in PEM and in base64 of it', async () => {
    const pem = made.map(der =>
      Buffer.from(
        `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString(
          'base64',
        )}\n-----END CERTIFICATE REQUEST-----\n`,
      ),
    );
    const samples = [
      ...pem,
      ...pem.map(each => Buffer.from(each.toString('base64'))),
    ];
    const { inputs } = await fuzz(
      {
        name: 'CSR in PEM',
        samples,
        take: async input => {
          const text = input.toString('latin1');
          await refusedOrNot(async () => SigningRequest.fromPem(text));
          await refusedOrNot(async () => SigningRequest.fromBase64(text));
        },
      },
      { ...run, timeMs: run.timeMs * 0.3 },
    );
    expect(inputs).toBeGreaterThan(1_000);
  });
});
