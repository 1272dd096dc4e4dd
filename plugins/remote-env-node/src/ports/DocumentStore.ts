import type { Readable } from 'node:stream';

export interface DocumentInfo {
  key: string;
  /** Bytes. */
  size: number;
  contentType: string;
  /** Lower-case hex. */
  sha256: string;
  /** RFC 3339. */
  lastModified: string;
}

export interface PutOptions {
  contentType: string;
  /** Refuse and keep nothing unless the bytes have this digest (lower-case hex). */
  sha256?: string;
  /** Refuse and keep nothing beyond this many bytes. */
  maxBytes?: number;
}

/**
 * Documents by key. Keys are `/`-separated segments of 1 to 200 characters from `[A-Za-z0-9._-]`, none of them
 * `.` or `..`, 512 characters at most. A reader sees the whole document or none: a put that fails or is killed leaves what was there before.
 * Contract: `testing/documentStore`.
 */
export interface DocumentStore {
  /** @throws DocumentIntegrityError, StoreUnavailableError, ResourceInvalidError for a bad key */
  put(
    key: string,
    body: Readable | Buffer,
    options: PutOptions,
  ): Promise<DocumentInfo>;
  /** @throws DocumentNotFoundError */
  get(key: string): Promise<{ info: DocumentInfo; body: Readable }>;
  stat(key: string): Promise<DocumentInfo | undefined>;
  /**
   * Makes the document of one key that of another key, too, without its bytes passing through this process where the
   * engine can do that. Bytes and what is known of them, `lastModified` included, are those of the source; from then on
   * the two have nothing to do with each other. A reader of `to` sees what was there before or the whole copy.
   *
   * @throws DocumentNotFoundError when there is nothing under `from`; what lies under `to` stays
   */
  copy(from: string, to: string): Promise<DocumentInfo>;
  /** Ordered by key; reads lazily, so that a listing of any length costs constant memory. */
  list(prefix: string): AsyncIterable<DocumentInfo>;
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Content-addressed key of a document: `sha256/ab/cd…`. */
export function contentKey(sha256: string): string {
  return `sha256/${sha256.slice(0, 2)}/${sha256}`;
}

/**
 * Key of the plain text that search reads for the document with this digest (titles, summaries, words of a
 * description; UTF-8). Derived from the document, so it may be missing and can be made again.
 */
export function documentTextKey(sha256: string): string {
  return `text/${sha256.slice(0, 2)}/${sha256}`;
}

/** Grows with every change of outlines and slices: all are derived again then. */
export const DERIVATION_VERSION = 2;

/** Grows with every change of rules, score or report: all documents are looked at again then. */
export const QUALITY_VERSION = 1;

/** Where everything lies that is derived from registered documents after their registration was answered. */
export const DERIVED_PREFIX = 'derived/';

const QUALITY_FOLDER = 'quality';

/** Where everything lies that is derived from the document with this digest, in any version of the derivation. */
export function derivedPrefix(sha256: string): string {
  return `${DERIVED_PREFIX}${sha256.slice(0, 2)}/${sha256}/`;
}

/**
 * Key of the outline of the document with this digest: a `DerivedOutline` as JSON, gzip. It may be missing and can be
 * made again.
 */
export function documentOutlineKey(sha256: string): string {
  return `${derivedPrefix(sha256)}${DERIVATION_VERSION}/outline`;
}

/**
 * Key of what the rules of its format say of the document with this digest: a `DocumentQuality` as JSON, gzip. It may
 * be missing and can be made again.
 */
export function documentQualityKey(sha256: string): string {
  return `${derivedPrefix(sha256)}${QUALITY_FOLDER}/${QUALITY_VERSION}`;
}

/** Whether what lies under this key, below `DERIVED_PREFIX`, was made by a version of before. */
export function isOfFormerVersion(derivedKey: string): boolean {
  const [, , , first, second] = derivedKey.split('/');
  return first === QUALITY_FOLDER
    ? Number(second) < QUALITY_VERSION
    : Number(first) < DERIVATION_VERSION;
}

/** Where the current documents of services lie under names that people and older readers know, beside their content. */
export const READABLE_PREFIX = 'service-class/';

/** @returns what is wrong with a key, or undefined when it can be used. */
export function documentKeyProblem(key: string): string | undefined {
  if (key.length === 0 || key.length > 512) {
    return 'key must have 1 to 512 characters';
  }
  for (const segment of key.split('/')) {
    if (!/^[A-Za-z0-9._-]{1,200}$/.test(segment)) {
      return 'key must consist of segments of 1 to 200 characters from [A-Za-z0-9._-], separated by single slashes';
    }
    if (segment === '.' || segment === '..') {
      return "key must not contain the segments '.' and '..'";
    }
  }
  return undefined;
}
