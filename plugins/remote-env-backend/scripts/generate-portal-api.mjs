/**
 * Writes the types of the portal API's document for everybody who calls it or serves it.
 * With `--check` it writes nothing and fails when they differ from the document.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, {
  astToString,
  COMMENT_HEADER,
} from 'openapi-typescript';

const DOCUMENT = new URL('../src/schema/openapi.yaml', import.meta.url);
const TYPES = new URL(
  '../../remote-env-common/src/generated/portalApi.ts',
  import.meta.url,
);

const wanted = `${COMMENT_HEADER}${astToString(
  await openapiTypescript(DOCUMENT, { silent: true }),
)}`;

if (process.argv.includes('--check')) {
  if ((await readFile(TYPES, 'utf8')) !== wanted) {
    console.error(
      'The types in remote-env-common/src/generated/portalApi.ts are not those of openapi.yaml: run "generate:api" in plugins/remote-env-backend.',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(TYPES, wanted);
}
