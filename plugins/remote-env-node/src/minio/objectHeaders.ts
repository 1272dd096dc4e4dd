import type { DocumentInfo } from '../ports/DocumentStore.ts';
import { DocumentIntegrityError } from '../ports/errors.ts';
import type { ServerSideEncryption } from './MinioDocumentStoreOptions.ts';

const META = 'x-amz-meta-remote-env-';

/**
 * Headers that make an object a document: what is known of it travels and is replaced together with its bytes.
 *
 * @returns lower-case names
 */
export function headersOf(
  info: DocumentInfo,
  encryption: ServerSideEncryption | undefined,
): Record<string, string> {
  return {
    'content-type': info.contentType,
    'content-length': String(info.size),
    [`${META}sha256`]: info.sha256,
    [`${META}size`]: String(info.size),
    [`${META}stored-at`]: info.lastModified,
    ...encryptionHeaders(encryption),
  };
}

/**
 * Reads what `headersOf` wrote from the answer to a GET or HEAD.
 *
 * @returns undefined for an object that somebody else put there
 * @throws DocumentIntegrityError when the object is not as long as the document was
 */
export function infoOf(
  key: string,
  headers: NodeJS.Dict<string | string[]>,
): DocumentInfo | undefined {
  const sha256 = text(headers[`${META}sha256`]);
  const size = Number(text(headers[`${META}size`]));
  const lastModified = text(headers[`${META}stored-at`]);
  const contentType = text(headers['content-type']);
  if (
    !/^[0-9a-f]{64}$/.test(sha256) ||
    !Number.isSafeInteger(size) ||
    Number.isNaN(Date.parse(lastModified)) ||
    contentType === ''
  ) {
    return undefined;
  }
  if (Number(text(headers['content-length'])) !== size) {
    throw new DocumentIntegrityError(`document '${key}' is damaged`);
  }
  return { key, size, contentType, sha256, lastModified };
}

/** What asks S3 to encrypt an object where it lies. */
export function encryptionHeaders(
  encryption: ServerSideEncryption | undefined,
): Record<string, string> {
  switch (encryption?.type) {
    case 's3':
      return { 'x-amz-server-side-encryption': 'AES256' };
    case 'kms':
      return {
        'x-amz-server-side-encryption': 'aws:kms',
        ...(encryption.keyId && {
          'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId,
        }),
      };
    default:
      return {};
  }
}

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
