import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import { validate } from '@scalar/openapi-parser';
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
 * Checks a document against the schema of its version and its references within itself. References to other
 * documents are neither followed nor held against it.
 *
 * @throws Refusal with the first problems and the place of the first
 */
export async function checkOpenApi(
  parsed: Parsed,
  format: DocumentFormat,
): Promise<void> {
  const { valid, errors = [] } = await validate(
    tolerated(parsed.value, format),
  );
  const problems = errors
    .filter(({ code }) => code !== 'EXTERNAL_REFERENCE_NOT_FOUND')
    .map(({ path, message }) => ({ message, pointer: pointerOf(path) }));
  // The deepest place says most: what stands above it only repeats that something below is wrong.
  problems.sort((a, b) => depthOf(b.pointer) - depthOf(a.pointer));
  const first = problems[0];
  if (!first) {
    if (!valid && errors.length === 0) {
      throw new Refusal({
        reason: `is not a valid ${labelOf(format)} document`,
      });
    }
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

/**
 * Systems of the older protocol register Swagger 2.0 without `info` or `paths`, which that registry took (its
 * acceptance tests do so); what is there is checked all the same.
 */
function tolerated(
  value: Record<string, unknown>,
  format: DocumentFormat,
): Record<string, unknown> {
  const copy = structuredClone(value);
  if (format === 'swagger-2.0') {
    copy.info ??= { title: 'untitled', version: '0' };
    copy.paths ??= {};
  }
  return copy;
}

function labelOf(format: DocumentFormat): string {
  return format === 'swagger-2.0'
    ? 'Swagger 2.0'
    : format.replace('openapi-', 'OpenAPI ');
}

/** The parser declares a list and gives a JSON pointer. */
function pointerOf(path: unknown): string | undefined {
  return typeof path === 'string' ? path : undefined;
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
