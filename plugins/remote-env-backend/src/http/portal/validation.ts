import { readFile } from 'node:fs/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { middleware } from 'express-openapi-validator';
import { parse } from 'yaml';
import { z } from 'zod';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type OperationMethod = (typeof METHODS)[number];

export interface OperationRoute {
  operationId: string;
  method: OperationMethod;
  /** Express's form of the path: `/v1/environments/:name`. */
  path: string;
}

type ApiDocument = Parameters<typeof middleware>[0]['apiSpec'];

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.partialRecord(z.enum(METHODS), z.object({ operationId: z.string() })),
  ),
});

/** The contract of the portal API, as shipped with this package. */
export async function readPortalApiDocument(): Promise<{
  document: Exclude<ApiDocument, string>;
  routes: OperationRoute[];
}> {
  const file = resolvePackagePath(
    '@remote-env/plugin-remote-env-backend',
    'src/schema/openapi.yaml',
  );
  const document = parse(await readFile(file, 'utf8'));
  const routes = Object.entries(documentSchema.parse(document).paths).flatMap(
    ([path, item]) =>
      METHODS.flatMap(method => {
        const operation = item[method];
        return operation
          ? {
              operationId: operation.operationId,
              method,
              path: path.replace(/\{(\w+)\}/g, ':$1'),
            }
          : [];
      }),
  );
  return { document, routes };
}

/**
 * Bodies are JSON and nothing else. The header is written in one way from here on, because the validator keeps one
 * compiled schema for each spelling.
 */
export const onlyJsonBodies: RequestHandler = (request, response, next) => {
  const type = request.headers['content-type'];
  if (type === undefined) {
    next();
    return;
  }
  if (request.is('application/json') === false) {
    response.setHeader('Accept', 'application/json');
    next(new UnsupportedMediaTypeError());
    return;
  }
  request.headers['content-type'] = 'application/json';
  next();
};

/** 415 of RFC 9110, section 15.5.16. */
class UnsupportedMediaTypeError extends Error {
  readonly statusCode = 415;

  constructor() {
    super('content-type must be application/json');
    this.name = 'UnsupportedMediaTypeError';
  }
}

/** Checks requests and responses against the document. */
export function validateAgainst(
  document: Exclude<ApiDocument, string>,
): RequestHandler[] {
  return middleware({
    apiSpec: document,
    validateApiSpec: false,
    validateRequests: { allowUnknownQueryParameters: false },
    // What the document does not name never leaves the portal.
    validateResponses: true,
    validateSecurity: false,
    fileUploader: false,
    useRequestUrl: true,
    serDes: [],
  });
}

const problemSchema = z.object({
  status: z.number().int().min(400).max(499),
  message: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  errors: z
    .array(
      z.object({
        path: z.string(),
        message: z.string().optional(),
        errorCode: z.string().optional(),
      }),
    )
    .optional(),
});

/** `/body/labels/team` and `/query/limit` as people write them. */
function fieldName(path: string): string {
  const [, , ...parts] = path.split('/');
  return parts.join('.') || 'body';
}

/** Problems that the validator found, in Backstage's shape, naming the field. */
export const nameTheField: ErrorRequestHandler = (
  error,
  _request,
  response,
  next,
) => {
  const parsed = problemSchema.safeParse(error);
  if (!parsed.success) {
    next(error);
    return;
  }
  const { status, headers, errors = [] } = parsed.data;
  if (status !== 400) {
    Object.entries(headers ?? {}).forEach(([name, value]) =>
      response.setHeader(name, value),
    );
    next(error);
    return;
  }
  const problems = errors.map(({ path, message = 'is wrong', errorCode }) =>
    errorCode?.startsWith('additionalProperties')
      ? `${fieldName(path)} is not a known field`
      : `${fieldName(path)} ${message}`,
  );
  next(new InputError([...new Set(problems)].join('; ') || error.message));
};
