import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '@backstage/errors';
import {
  isExportable,
  type DocumentReference,
} from '@remote-env/plugin-remote-env-common';
import type { Request } from 'express';
import {
  EXPORT_VERSION,
  SpecificationRefusedError,
  type DocumentExports,
  type ExportSyntax,
} from '../../registry';

/** What keeps a document, which comes from outside but has the portal's origin, from ever running there. */
export const INERT = {
  'Content-Type': 'application/octet-stream',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Of documents, which are all in UTF-8, for those who asked for a type. */
export function typed(contentType: string | undefined) {
  return contentType === undefined
    ? {}
    : { 'Content-Type': `${contentType}; charset=utf-8` };
}

/**
 * Answers with a document in another syntax.
 *
 * @param options - `file`: its name without ending; `cacheControl`: how long it may be kept; `contentType`: if asked for
 * @throws InputError for a document that has no other syntax, or cannot be had within limits
 */
export async function answerExport(
  documentExports: Pick<DocumentExports, 'export'>,
  document: Pick<DocumentReference, 'sha256' | 'format'> & {
    open(): Promise<Readable>;
  },
  as: ExportSyntax,
  options: {
    request: Request;
    file: string;
    cacheControl: string;
    contentType?: string;
  },
) {
  const { format, sha256 } = document;
  if (!isExportable(format)) {
    throw new InputError(
      `format: documents of format ${format} are given as registered only`,
    );
  }
  const { request, file, cacheControl, contentType } = options;
  const etag = `"${sha256}-${as}-${EXPORT_VERSION}"`;
  const headers = {
    ...INERT,
    ...typed(contentType),
    ETag: etag,
    'Cache-Control': cacheControl,
    Vary: 'Accept, Accept-Encoding',
    'Content-Disposition': `attachment; filename="${file}.${as}"`,
  };
  if (request.headers['if-none-match']?.includes(etag)) {
    return { status: 304 as const, headers };
  }
  const gzipped = await documentExports.export(document, as).catch(refused);
  const stream = Readable.from([gzipped], { objectMode: false });
  return request.acceptsEncodings('gzip')
    ? {
        status: 200 as const,
        headers: { ...headers, 'Content-Encoding': 'gzip' },
        stream,
      }
    : { status: 200 as const, headers, stream: stream.pipe(createGunzip()) };
}

function refused(error: unknown): never {
  throw error instanceof SpecificationRefusedError
    ? new InputError(`format: the document ${error.message}`)
    : error;
}
