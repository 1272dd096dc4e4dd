import type {
  ChangeLevel,
  ChangeRule,
} from '@remote-env/plugin-remote-env-common';
import { shown, type Changes } from './Changes.ts';
import type { SchemaComparison } from './SchemaComparison.ts';

export type Json = Record<string, unknown>;

/** Two versions of a document, and where what differs is noted. */
export interface Documents {
  before: Json;
  after: Json;
  changes: Changes;
  schemas: SchemaComparison;
}

/** Notes a change outside of schemas. */
export function add(
  { changes }: Pick<Documents, 'changes'>,
  level: ChangeLevel,
  rule: ChangeRule,
  subject: {
    kind: 'document' | 'operation' | 'webhook' | 'channel';
    name: string;
    at?: string;
  },
  [before, after]: readonly unknown[] = [],
): void {
  const was = shown(before);
  const is = shown(after);
  changes.add({
    level,
    rule,
    ...subject,
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  });
}
