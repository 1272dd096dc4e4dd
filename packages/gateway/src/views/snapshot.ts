import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import {
  eventTypeSelectorSchema,
  verdictSchema,
} from '@remote-env/plugin-remote-env-common';
import {
  assertionKeys,
  type AssertionKeys,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import { errorCode } from '../process/errors';

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Certificates that are written at once; calls are answered between two portions. */
const PORTION = 500;

const environmentRef = z.object({ name: z.string(), uid: z.string() });

/** The view of one moment. */
export const snapshotSchema = z.object({
  format: z.literal(FORMAT),
  /** Milliseconds since 1970, when the view was last known to be complete and current. */
  confirmedAt: z.number(),
  environments: z.array(
    environmentRef.extend({
      tenant: z.string().optional(),
      group: z.string().optional(),
    }),
  ),
  approvals: z.array(
    z.object({ environment: environmentRef, verdict: verdictSchema }),
  ),
  certificates: z.array(
    z.object({
      fingerprint: z.string(),
      issuer: z.string(),
      serialNumber: z.string(),
      environment: environmentRef,
      revoked: z.boolean(),
    }),
  ),
  subscriptions: z.array(
    z.object({
      environmentUid: z.string(),
      eventTypes: z.array(eventTypeSelectorSchema),
    }),
  ),
  trust: z.object({
    server: z.object({ cert: z.string(), key: z.string() }).optional(),
    clientCas: z.string(),
    /** Snapshots of earlier versions have none. */
    revocationLists: z.string().default(''),
  }),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A snapshot to be written. Certificates come one by one, because there may be very many. */
export interface SnapshotContents extends Omit<Snapshot, 'certificates'> {
  certificates: Iterable<Snapshot['certificates'][number]>;
}
export const SNAPSHOT_FORMAT = FORMAT;

/** The snapshot on disk is damaged, forged, sealed with another key, or of another format. */
export class SnapshotError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SnapshotError';
  }
}

/**
 * A view on disk from which a restarted gateway goes on while the store is away. Whoever could write one could let
 * anybody in, and it holds the edge's own key: it is sealed (AES-256-GCM) with a key derived from the assertion key.
 * While that one is exchanged, what the earlier one sealed is opened too.
 */
export class SnapshotFile {
  readonly #file: string;
  readonly #secrets: AssertionKeys;

  /** @param secrets - the assertion keys */
  static create(file: string, secrets: AssertionKeys): SnapshotFile {
    return new SnapshotFile(file, secrets);
  }

  private constructor(file: string, secrets: AssertionKeys) {
    this.#file = file;
    this.#secrets = secrets;
  }

  /**
   * @returns undefined when there is none
   * @throws SnapshotError
   */
  async read(): Promise<Snapshot | undefined> {
    let sealed: Buffer;
    try {
      sealed = await readFile(this.#file);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
    let failure: unknown;
    for (const secret of await assertionKeys(this.#secrets)) {
      try {
        return snapshotSchema.parse(
          JSON.parse(unseal(sealed, sealingKey(secret))),
        );
      } catch (error) {
        failure ??= error;
      }
    }
    throw new SnapshotError('the snapshot cannot be used', { cause: failure });
  }

  /** Replaces the file as a whole; readable by its owner only. */
  async write(snapshot: SnapshotContents): Promise<void> {
    const [secret] = await assertionKeys(this.#secrets);
    const temporary = `${this.#file}.${randomBytes(6).toString('hex')}`;
    try {
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await seal(handle, portions(snapshot), sealingKey(secret));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

function sealingKey(secret: Uint8Array): Buffer {
  return Buffer.from(
    hkdfSync('sha256', secret, '', 'remote-env gateway snapshot', 32),
  );
}

/** The JSON of a snapshot. */
function* portions({ certificates, ...rest }: SnapshotContents) {
  yield `${JSON.stringify(rest).slice(0, -1)},"certificates":[`;
  let written = 0;
  let portion: string[] = [];
  const text = () => {
    const joined = `${written > 0 ? ',' : ''}${portion.join(',')}`;
    written += portion.length;
    portion = [];
    return joined;
  };
  for (const certificate of certificates) {
    portion.push(JSON.stringify(certificate));
    if (portion.length === PORTION) {
      yield text();
    }
  }
  yield portion.length > 0 ? `${text()}]}` : ']}';
}

async function seal(
  file: FileHandle,
  texts: Iterable<string>,
  key: Buffer,
): Promise<void> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  await file.writeFile(Buffer.concat([iv, Buffer.alloc(TAG_BYTES)]));
  for (const text of texts) {
    await file.writeFile(cipher.update(text, 'utf8'));
  }
  await file.writeFile(cipher.final());
  await file.write(cipher.getAuthTag(), 0, TAG_BYTES, IV_BYTES);
}

function unseal(sealed: Buffer, key: Buffer): string {
  const bodyAt = IV_BYTES + TAG_BYTES;
  const decipher = createDecipheriv(
    'aes-256-gcm',
    key,
    sealed.subarray(0, IV_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAuthTag(sealed.subarray(IV_BYTES, bodyAt));
  return Buffer.concat([
    decipher.update(sealed.subarray(bodyAt)),
    decipher.final(),
  ]).toString();
}
