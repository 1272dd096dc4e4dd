import { readFile } from 'node:fs/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError, toError } from '@backstage/errors';
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

/** 405 of RFC 9110, section 15.5.6. */
class MethodNotAllowedError extends Error {
  readonly statusCode = 405;

  constructor(method: string) {
    super(`${method} is not allowed here`);
    this.name = 'MethodNotAllowedError';
  }
}

/** What the validator and the body parser throw. */
const problemSchema = z.object({
  status: z.number().int().min(400).max(499),
  message: z.string(),
  /** Of the body parser. */
  type: z.string().optional(),
  limit: z.number().optional(),
  /** Of the validator. */
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
type Problem = z.infer<typeof problemSchema>;

/** 413 of RFC 9110, section 15.5.14. */
class PayloadTooLargeError extends Error {
  readonly statusCode = 413;

  constructor(limit: number | undefined) {
    super(`body must not be larger than ${limit} bytes`);
    this.name = 'PayloadTooLargeError';
  }
}

/** `/body/labels/team` and `/query/limit` as people write them. */
function fieldName(path: string): string {
  const [, , ...parts] = path.split('/');
  return parts.join('.') || 'body';
}

function describe({ errors = [], message }: Problem): string {
  const problems = errors.map(problem => {
    const name = fieldName(problem.path);
    if (problem.errorCode?.startsWith('additionalProperties')) {
      return `${name} is not a known field`;
    }
    if (problem.errorCode?.startsWith('required')) {
      return `${name} is missing`;
    }
    return problem.message?.includes(`'${name}'`)
      ? problem.message
      : `${name} ${problem.message ?? 'is wrong'}`;
  });
  return [...new Set(problems)].join('; ') || message;
}

/** @param cause - its message says what is wrong with the body */
export function malformedBody(cause: unknown): InputError {
  return new InputError(`body is not valid JSON: ${toError(cause).message}`);
}

/** Problems that validator and body parser found, in Backstage's shape, naming the field. */
export const nameTheField: ErrorRequestHandler = (
  error,
  request,
  response,
  next,
) => {
  const problem = problemSchema.safeParse(error).data;
  if (!problem || (problem.type ?? problem.errors) === undefined) {
    next(error);
    return;
  }
  if (problem.type === 'entity.parse.failed') {
    next(malformedBody(error));
    return;
  }
  switch (problem.status) {
    case 404:
      next(new NotFoundError('There is no such route'));
      return;
    case 405:
      response.setHeader('Allow', problem.headers?.Allow ?? '');
      next(new MethodNotAllowedError(request.method));
      return;
    case 413:
      next(new PayloadTooLargeError(problem.limit));
      return;
    default:
      next(new InputError(describe(problem)));
  }
};
