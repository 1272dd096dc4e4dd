import {
  DocumentIntegrityError,
  ResourceInvalidError,
} from '../ports/errors.ts';

/**
 * A stored file is one header of fixed length and then the document. One file holds both, so that a single
 * rename replaces bytes and metadata together and no crash can part them.
 */
export const HEADER_BYTES = 512;

const MAGIC = 'remote-env-document/1 ';

/** RFC 9110 section 8.3, as far as it has to be checked to be printable and to fit into the header. */
const CONTENT_TYPE = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;

/** What the header says about the bytes that follow it. */
export interface Envelope {
  contentType: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  /** RFC 3339. */
  lastModified: string;
}

/** @throws ResourceInvalidError */
export function assertContentType(contentType: string): void {
  if (!CONTENT_TYPE.test(contentType)) {
    throw new ResourceInvalidError(
      'contentType must have 1 to 200 printable ASCII characters',
    );
  }
}

export function encodeEnvelope(envelope: Envelope): Buffer {
  const { contentType, size, sha256, lastModified } = envelope;
  const text =
    MAGIC + JSON.stringify({ contentType, size, sha256, lastModified });
  const header = Buffer.alloc(HEADER_BYTES, ' ');
  header.write(text, 'latin1');
  header.write('\n', HEADER_BYTES - 1, 'latin1');
  return header;
}

/** @throws DocumentIntegrityError when this is not a header that `encodeEnvelope` wrote */
export function decodeEnvelope(header: Buffer, key: string): Envelope {
  const text = header.toString('latin1');
  if (header.length !== HEADER_BYTES || !text.startsWith(MAGIC)) {
    throw new DocumentIntegrityError(`document '${key}' has a damaged header`);
  }
  const parsed = parseJson(text.slice(MAGIC.length));
  if (!isEnvelope(parsed)) {
    throw new DocumentIntegrityError(`document '${key}' has a damaged header`);
  }
  return parsed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is Envelope {
  return (
    typeof value === 'object' &&
    value !== null &&
    'contentType' in value &&
    typeof value.contentType === 'string' &&
    'size' in value &&
    Number.isSafeInteger(value.size) &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    'lastModified' in value &&
    typeof value.lastModified === 'string'
  );
}
