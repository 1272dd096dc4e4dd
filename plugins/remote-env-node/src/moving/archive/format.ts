import { z } from 'zod';

/**
 * An archive is one tar file (POSIX ustar), readable with any tar, in this order:
 *
 * | entry | holds |
 * |---|---|
 * | `header.json` | format, version, id of the archive, namespaces of its source, salt and cost of the key |
 * | `documents/{part}.ndjson`, each followed by `documents/{part}/{number}` | what is known of some documents, then their bytes in that order |
 * | `resources/{kind}/{part}.ndjson` | objects as their store returned them, one a line, owners before what they own |
 * | `secrets/{part}.ndjson` | namespace and name of a Secret, and the Secret itself sealed |
 * | `copies/{part}.ndjson` | further keys of documents whose bytes stand above |
 * | `manifest.json` | size, SHA-256 and number of records of every part, and what all of it comes to |
 * | `manifest.mac` | HMAC-SHA256 of the manifest, by the passphrase; the last entry |
 *
 * The digests of documents stand in the parts, those of the parts in the manifest, that of the manifest under the
 * passphrase: whoever does not have it can neither read a Secret nor change anything.
 */
export const FORMAT = 'remote-env-archive';
export const FORMAT_VERSION = 1;

export const HEADER_ENTRY = 'header.json';
export const MANIFEST_ENTRY = 'manifest.json';
export const MAC_ENTRY = 'manifest.mac';

/** Records and bytes after which a part is closed: what is held in memory at once. One record may have 1.5 MiB. */
export const PART_RECORDS = 500;
export const PART_BYTES = 4 * 1024 * 1024;

/** No entry that is read into memory is larger. */
export const MAX_PART_BYTES = 16 * 1024 * 1024;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const count = z.number().int().nonnegative();

/** The cheapest key that an archive may have, so that nobody is led to seal with less. */
export const MIN_COST = 2 ** 15;

/** Costs that a hostile archive may ask for at most: 1 GiB of memory. */
const keySchema = z.strictObject({
  algorithm: z.literal('scrypt'),
  salt: base64,
  cost: z
    .number()
    .int()
    .min(MIN_COST)
    .max(2 ** 20)
    .refine(value => Number.isInteger(Math.log2(value))),
  blockSize: z.literal(8),
  parallelization: z.literal(1),
});
export type KeyParameters = z.infer<typeof keySchema>;

export const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  namespaces: z.strictObject({
    authority: z.string().min(1),
    system: z.string().min(1),
  }),
  key: keySchema,
  /** HMAC of the id: tells a wrong passphrase before anything is read. */
  check: sha256,
});
export type Header = z.infer<typeof headerSchema>;

export const documentRecordSchema = z.strictObject({
  key: z.string(),
  size: count,
  contentType: z.string(),
  sha256,
});
export type DocumentRecord = z.infer<typeof documentRecordSchema>;

/** One more key for the document whose content-addressed key is that of `sha256`. */
export const copyRecordSchema = z.strictObject({ key: z.string(), sha256 });
export type CopyRecord = z.infer<typeof copyRecordSchema>;

export const sealedRecordSchema = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  /** Nonce (12 bytes), ciphertext, tag (16 bytes). */
  sealed: base64,
});

const partSchema = z.strictObject({
  name: z.string(),
  bytes: count,
  sha256,
  records: count,
});
export type Part = z.infer<typeof partSchema>;

export const manifestSchema = z.strictObject({
  id: z.uuid(),
  parts: z.array(partSchema),
  /** Objects by kind. */
  resources: z.record(z.string(), count),
  documents: z.strictObject({ count, bytes: count, copies: count }),
  /** What changed while it was read, where that was allowed. */
  changed: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;
