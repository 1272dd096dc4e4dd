import type {
  ChangeLevel,
  ChangeRule,
} from '@remote-env/plugin-remote-env-common';
import type { FoundOperation } from '../outline/openApiOutline.ts';
import { same, shown } from './Changes.ts';
import { add, type Documents } from './documentPair.ts';
import {
  operationModel,
  type OperationModel,
  type Response,
} from './operationModel.ts';
import type { Spot } from './SchemaComparison.ts';

/** An operation in both documents, and how its changes are noted. */
interface Subject extends Documents {
  kind: 'operation' | 'webhook';
  name: string;
  /** A webhook is called by the service: who sends and who gets are the other way round. */
  turned: boolean;
}

/** What differs between an operation, or a webhook, and the same of a former document. */
export function compareOperation(
  documents: Documents,
  old: FoundOperation,
  now: FoundOperation,
): void {
  const was = operationModel(documents.before, old);
  const is = operationModel(documents.after, now);
  const { kind, anchor: name } = now.entry;
  const turned = kind === 'webhook';
  const subject: Subject = {
    ...documents,
    kind: turned ? 'webhook' : 'operation',
    name,
    turned,
  };
  compareParameters(subject, was, is);
  compareBodies(subject, was, is);
  compareResponses(subject, was, is);
  if (!same(was.security, is.security)) {
    const texts = [shown(was.security), shown(is.security)];
    note(subject, 'risky', 'security.changed', undefined, texts);
  }
  const [before, after] = [old.operation, now.operation];
  if (before.deprecated !== true && after.deprecated === true) {
    note(subject, 'risky', 'operation.deprecated');
  }
  const [oldId, id] = [before.operationId, after.operationId];
  if (oldId !== undefined && id !== undefined && oldId !== id) {
    note(subject, 'risky', 'operation.renamed', undefined, [oldId, id]);
  }
  if (
    !same(before.summary, after.summary) ||
    !same(before.description, after.description)
  ) {
    note(subject, 'compatible', 'text.changed');
  }
}

function compareParameters(
  subject: Subject,
  was: OperationModel,
  is: OperationModel,
): void {
  for (const [key, old] of was.parameters) {
    const now = is.parameters.get(key);
    const at = `${old.in} ${old.name}`;
    if (!now) {
      note(subject, 'risky', 'parameter.removed', at);
      continue;
    }
    if (old.required !== now.required) {
      const rule = now.required ? 'parameter.required' : 'parameter.optional';
      note(subject, now.required ? 'breaking' : 'compatible', rule, at);
    }
    const here = `${now.in} ${now.name}`;
    subject.schemas.compare(old.schema, now.schema, spotOf(subject, here));
  }
  for (const [key, now] of is.parameters) {
    if (!was.parameters.has(key)) {
      const rule = now.required ? 'parameter.addedRequired' : 'parameter.added';
      const level = now.required ? 'breaking' : 'compatible';
      note(subject, level, rule, `${now.in} ${now.name}`);
    }
  }
}

function compareBodies(
  subject: Subject,
  { body: was }: OperationModel,
  { body: is }: OperationModel,
): void {
  if (!was || !is) {
    if (is) {
      const rule = is.required ? 'body.addedRequired' : 'body.added';
      note(subject, is.required ? 'breaking' : 'compatible', rule);
    }
    if (was) {
      note(subject, 'risky', 'body.removed');
    }
    return;
  }
  if (was.required !== is.required) {
    const rule = is.required ? 'body.required' : 'body.optional';
    note(subject, is.required ? 'breaking' : 'compatible', rule);
  }
  compareContent(subject, 'body', was.content, is.content, false);
}

function compareResponses(
  subject: Subject,
  { responses: was }: OperationModel,
  { responses: is }: OperationModel,
): void {
  for (const [status, old] of was) {
    const now = is.get(status);
    if (!now) {
      // Those who handle an error that does not come any more lose nothing.
      const level = /^[23]/.test(status) ? 'breaking' : 'compatible';
      note(subject, level, 'response.removed', status);
      continue;
    }
    compareContent(subject, status, old.content, now.content, true);
    compareHeaders(subject, status, old, now);
  }
  for (const status of is.keys()) {
    if (!was.has(status)) {
      note(subject, 'compatible', 'response.added', status);
    }
  }
}

function compareHeaders(
  subject: Subject,
  status: string,
  { headers: was }: Response,
  { headers: is }: Response,
): void {
  for (const [name, schema] of was) {
    const at = `${status} header ${name}`;
    if (is.has(name)) {
      const spot = spotOf(subject, at, true);
      subject.schemas.compare(schema, is.get(name), spot);
    } else {
      note(subject, 'risky', 'header.removed', at);
    }
  }
  for (const name of is.keys()) {
    if (!was.has(name)) {
      note(subject, 'compatible', 'header.added', `${status} header ${name}`);
    }
  }
}

function compareContent(
  subject: Subject,
  place: string,
  was: Map<string, unknown>,
  is: Map<string, unknown>,
  answered: boolean,
): void {
  for (const [type, schema] of was) {
    const at = `${place} ${type}`;
    if (is.has(type)) {
      const spot = spotOf(subject, `${at} `, answered);
      subject.schemas.compare(schema, is.get(type), spot);
    } else {
      note(subject, 'breaking', 'mediaType.removed', at);
    }
  }
  for (const type of is.keys()) {
    if (!was.has(type)) {
      note(subject, 'compatible', 'mediaType.added', `${place} ${type}`);
    }
  }
}

function spotOf(
  { kind, name, turned }: Subject,
  at: string,
  answered = false,
): Spot {
  const direction = answered === turned ? 'request' : 'response';
  return { kind, name, at, direction };
}

function note(
  { kind, name, ...documents }: Subject,
  level: ChangeLevel,
  rule: ChangeRule,
  at?: string,
  texts?: readonly unknown[],
): void {
  add(documents, level, rule, { kind, name, ...(at && { at }) }, texts);
}
