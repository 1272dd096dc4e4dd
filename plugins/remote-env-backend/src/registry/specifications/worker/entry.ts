/*
 * Entry of the process that reads documents from outside: whatever they do to a parser, they do it here, under the
 * limits of time and memory that `SpecificationParser` sets. Node loads this file as it is, so the folder holds
 * erasable syntax and `.ts` specifiers only.
 */
import { compareDocuments } from './comparison/compareDocuments.ts';
import { convertDocument } from './convertDocument.ts';
import { deriveDocument } from './deriveDocument.ts';
import { exportDocument } from './export/exportDocument.ts';
import { endWithParent } from './lifeline.ts';
import { parseSpecification } from './parseSpecification.ts';
import {
  DERIVING_ONLY,
  type WorkerReady,
  type WorkerRequest,
  type WorkerResult,
} from './protocol.ts';
import { Refusal } from './refusal.ts';
import { rewriteSwagger } from './rewriteSwagger.ts';
import { separateDocuments } from './separateDocuments.ts';

/** Documents of each parser and of the usual versions, so that schemas are compiled before the first system waits for it. */
const WARM_UP = {
  api: [
    '{"swagger":"2.0"}',
    '{"openapi":"3.0.3","info":{"title":"a"},"paths":{}}',
    '{"openapi":"3.1.0","info":{"title":"a"},"paths":{}}',
  ],
  events: [
    '{"asyncapi":"2.6.0","info":{"title":"a","version":"1"},"channels":{"a":{"publish":{"message":{"payload":{"type":"object"}}}}}}',
  ],
} as const;

async function perform(request: WorkerRequest): Promise<WorkerResult> {
  const { id } = request;
  try {
    if (request.task === 'rewriteSwagger') {
      const text = rewriteSwagger(request.text, request.host);
      return { id, outcome: 'rewritten', text };
    }
    if (request.task === 'derive') {
      return { id, outcome: 'derived', derived: deriveDocument(request) };
    }
    if (request.task === 'lint') {
      // Rules are large, and those who check registrations need none.
      const { lintDocument } = await import('./quality/lintDocument.ts');
      return { id, outcome: 'linted', linted: await lintDocument(request) };
    }
    if (request.task === 'compare') {
      const comparison = compareDocuments(request.before, request.after);
      return { id, outcome: 'compared', comparison };
    }
    if (request.task === 'export') {
      return { id, outcome: 'exported', gzipped: exportDocument(request) };
    }
    if (request.task === 'convert') {
      const text = convertDocument(request.format, request.text);
      return { id, outcome: 'converted', text };
    }
    if (request.task === 'separate') {
      const separated = separateDocuments(request.body, request);
      return { id, outcome: 'separated', separated };
    }
    const { kind, text } = request;
    const parsed = await parseSpecification(
      kind,
      typeof text === 'string' ? text : Buffer.from(text).toString(),
    );
    return { id, outcome: 'parsed', parsed };
  } catch (error) {
    return { id, outcome: 'refused', problem: { ...problemOf(error) } };
  }
}

function problemOf(error: unknown) {
  if (error instanceof Refusal) {
    return error.problem;
  }
  if (error instanceof RangeError) {
    return { reason: 'is nested too deeply' };
  }
  // A parser that trips over a document; the portal logs what it says.
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  return { reason: 'cannot be read by the parser of its format' };
}

function send(message: WorkerReady | WorkerResult): void {
  process.send?.(message);
}

async function main(): Promise<void> {
  endWithParent();
  // One at a time: the portal sends the next document after the answer to the last.
  process.on('message', (request: WorkerRequest) => {
    perform(request).then(send);
  });
  const kinds = process.argv.includes(DERIVING_ONLY)
    ? []
    : (['events', 'api'] as const);
  for (const kind of kinds) {
    for (const text of WARM_UP[kind]) {
      await parseSpecification(kind, text);
    }
  }
  send({ ready: true });
}

main();
