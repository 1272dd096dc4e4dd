import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import { validate } from '@scalar/openapi-validator';
import { brokenReferences } from './references.ts';
import { Refusal } from './refusal.ts';
import type { Parsed } from './syntax.ts';

/** The format by the document's own version field, or undefined when there is none that we take. */
export function openApiFormat(
  value: Record<string, unknown>,
): DocumentFormat | undefined {
  if (value.swagger === '2.0') {
    return 'swagger-2.0';
  }
  const version =
    typeof value.openapi === 'string'
      ? /^3\.([012])\.\d+/.exec(value.openapi)?.[1]
      : undefined;
  switch (version) {
    case '0':
      return 'openapi-3.0';
    case '1':
      return 'openapi-3.1';
    case '2':
      return 'openapi-3.2';
    default:
      return undefined;
  }
}

/**
 * Checks a document against the schema of its version, and its references within itself. References to other documents
 * are neither followed nor held against it.
 *
 * @throws Refusal with the first problems and the place of the first
 */
export function checkOpenApi(parsed: Parsed, format: DocumentFormat): void {
  const problems = problemsOf(tolerated(parsed.value, format));
  // The deepest place says most: what stands above it only repeats that something below is wrong.
  problems.sort((a, b) => depthOf(b.pointer) - depthOf(a.pointer));
  const first = problems[0];
  if (!first) {
    return;
  }
  const reasons = problems
    .slice(0, 3)
    .map(({ pointer, message }) =>
      pointer ? `${pointer} ${message}` : message,
    );
  throw new Refusal({
    reason: `is not a valid ${labelOf(format)} document: ${reasons.join('; ')}`,
    ...(first.pointer === undefined
      ? {}
      : parsed.placeOf(segmentsOf(first.pointer))),
  });
}

interface Problem {
  /** RFC 6901. */
  pointer: string | undefined;
  message: string;
}

function problemsOf(document: Record<string, unknown>): Problem[] {
  const outcome = validate(document);
  if (!outcome.valid) {
    return outcome.errors.map(({ path, message }) => ({
      pointer: typeof path === 'string' ? path : undefined,
      message,
    }));
  }
  return brokenReferences(document).map(({ reference, pointer }) => ({
    pointer,
    message: `Can't resolve reference: ${reference}`,
  }));
}

/**
 * Systems of the older protocol register Swagger 2.0 without `info` or `paths`, which that registry took (its
 * acceptance tests do so), and many documents say no version of theirs; what is there is checked all the same.
 */
function tolerated(
  value: Record<string, unknown>,
  format: DocumentFormat,
): Record<string, unknown> {
  const { info, paths } = value;
  return format === 'swagger-2.0'
    ? {
        ...value,
        info: withVersion(info ?? { title: 'untitled' }),
        paths: paths ?? {},
      }
    : { ...value, info: withVersion(info) };
}

function withVersion(info: unknown): unknown {
  return typeof info === 'object' && info !== null && !('version' in info)
    ? { ...info, version: '0' }
    : info;
}

function labelOf(format: DocumentFormat): string {
  return format === 'swagger-2.0'
    ? 'Swagger 2.0'
    : format.replace('openapi-', 'OpenAPI ');
}

function depthOf(pointer: string | undefined): number {
  return pointer === undefined ? -1 : pointer.split('/').length;
}

/** RFC 6901 section 4. */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
