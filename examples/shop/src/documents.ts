import { readFileSync } from 'node:fs';
import path from 'node:path';

/** `documents/` lies beside the folder of the program that Node was started with. */
function read(name: string): string {
  const program = path.dirname(process.argv[1] ?? '.');
  return readFileSync(path.join(program, '..', 'documents', name), 'utf8');
}

/** The documents that the shop registers, as files in `documents/`. */
export function readDocuments(): {
  openapi: string;
  asyncapi: string;
  gettingStarted: string;
} {
  return {
    openapi: read('openapi.yaml'),
    asyncapi: read('asyncapi.yaml'),
    gettingStarted: read('getting-started.md'),
  };
}
