import { parse } from 'yaml';
import { z } from 'zod';

const objectSchema = z.record(z.string(), z.unknown());
type Fields = z.infer<typeof objectSchema>;

interface Read {
  file: string;
  text: string;
}

/** A service as the registry takes it. */
export interface DefinitionFile extends Read {
  kind: 'definition';
  value: Fields;
}

/** An OpenAPI or AsyncAPI document. */
export interface DocumentFile extends Read {
  kind: 'document';
  role: 'api' | 'events';
  value: Fields;
}

interface UselessFile extends Read {
  /** `broken`: nobody can tell what it was meant to be. */
  kind: 'other' | 'broken';
  problem: string;
}

/** Tells by its content what a file is. */
export function parsedFile(
  file: string,
  text: string,
): DefinitionFile | DocumentFile | UselessFile {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    return {
      file,
      text,
      kind: 'broken',
      // The rest shows the place in the text, over several lines.
      problem: `is not a service definition in JSON or YAML: ${
        String(error).split('\n')[0]
      }`,
    };
  }
  const value = objectSchema.safeParse(content).data;
  const read = { file, text };
  if (!value) {
    return {
      ...read,
      kind: 'other',
      problem:
        'is not a service definition in JSON or YAML: it is not an object',
    };
  }
  if ('openapi' in value || 'swagger' in value) {
    return { ...read, kind: 'document', role: 'api', value };
  }
  if ('asyncapi' in value) {
    return { ...read, kind: 'document', role: 'events', value };
  }
  if ('provider' in value || 'api' in value || 'events' in value) {
    return { ...read, kind: 'definition', value };
  }
  return {
    ...read,
    kind: 'other',
    problem:
      'is neither a service definition nor an OpenAPI or AsyncAPI document',
  };
}
