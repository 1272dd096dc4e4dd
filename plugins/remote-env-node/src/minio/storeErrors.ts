import { S3Error } from 'minio';
import {
  DocumentIntegrityError,
  PortError,
  StoreUnavailableError,
} from '../ports/errors.ts';

/** Codes by which S3 says that an object is not there; a HEAD has no body and so only the status. */
const MISSING = new Set(['NoSuchKey', 'NotFound']);

/** The bytes that arrived are not the ones that were announced. */
const DAMAGED = new Set([
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
]);

/** Refused for what will be the same a moment later: asking again is of no use. */
const LASTING = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'AuthorizationHeaderMalformed',
  'InvalidAccessKeyId',
  'InvalidArgument',
  'InvalidBucketName',
  'KMS.NotFoundException',
  'MethodNotAllowed',
  'NoSuchBucket',
  'NotImplemented',
  'SignatureDoesNotMatch',
]);

/** Codes of Node for a certificate that is not to be trusted. */
const UNTRUSTED = /^(CERT_|DEPTH_ZERO_|ERR_TLS_|SELF_SIGNED_|UNABLE_TO_)/;

/** No progress for the time allowed. */
export class StoreTimeoutError extends StoreUnavailableError {}

/** Code of an answer of S3, or of a failed connection. */
export function errorCode(error: unknown): string | undefined {
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : undefined;
  // A code comes from outside: only what looks like one gets into a message.
  return typeof code === 'string' && /^[A-Za-z0-9._]{1,64}$/.test(code)
    ? code
    : undefined;
}

export function isMissing(error: unknown): boolean {
  return MISSING.has(errorCode(error) ?? '');
}

/** Whether the same request may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof PortError) {
    return false;
  }
  const code = errorCode(error) ?? '';
  return !isMissing(error) && !LASTING.has(code) && !UNTRUSTED.test(code);
}

/**
 * What the port throws for whatever S3, the client or the connection failed with. The original is not kept as its
 * cause where S3 answered: an answer to a wrong signature repeats the key's id and what was signed.
 */
export function toStoreError(error: unknown): PortError {
  if (error instanceof PortError) {
    return error;
  }
  const code = errorCode(error);
  if (code !== undefined && DAMAGED.has(code)) {
    return new DocumentIntegrityError(
      'document was damaged on its way to the store; nothing was kept',
    );
  }
  if (error instanceof S3Error) {
    return new StoreUnavailableError(
      code === 'NoSuchBucket'
        ? 'the bucket of the document store does not exist'
        : `document store refused: ${code ?? 'unknown'}`,
    );
  }
  const status = statusOf(error);
  return new StoreUnavailableError(
    `document store failed: ${code ?? status ?? 'unknown'}`,
    { cause: error },
  );
}

/** The client turns answers that may be repeated (429, 5xx) into errors that name the status in their text only. */
function statusOf(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : '';
  const [, status] = /Retryable HTTP status: (\d{3})/.exec(text) ?? [];
  return status && `HTTP ${status}`;
}
