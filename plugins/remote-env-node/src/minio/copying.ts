import { StoreUnavailableError } from '../ports/errors.ts';
import type { ServerSideEncryption } from './MinioDocumentStoreOptions.ts';
import { encryptionHeaders } from './objectHeaders.ts';

/**
 * Headers that make a PUT a copy, with the metadata of the source (Amazon S3 API Reference, `CopyObject`). The copy is
 * encrypted as we say, not as its source was.
 *
 * @param source - bucket and object; keys of ours need no escapes
 */
export function copyHeaders(
  source: string,
  encryption: ServerSideEncryption | undefined,
): Record<string, string> {
  return {
    'x-amz-copy-source': `/${source}`,
    'x-amz-metadata-directive': 'COPY',
    ...encryptionHeaders(encryption),
  };
}

/**
 * S3 may answer 200 before it knows whether the copy succeeds, and say so in the body (`CopyObject`, "Response and
 * special errors").
 *
 * @throws StoreUnavailableError
 */
export function assertCopied(body: string): void {
  if (!body.includes('<CopyObjectResult')) {
    const [, code] = /<Code>([A-Za-z0-9._]{1,64})<\/Code>/.exec(body) ?? [];
    throw new StoreUnavailableError(
      `document store failed: ${code ?? 'a copy was not confirmed'}`,
    );
  }
}
