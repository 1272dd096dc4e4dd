/**
 * Writes `deploy/base/crds` from the schemas of our resources. With `--check` it writes nothing and fails when the
 * files differ.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { z } from 'zod';
import { fromRoot } from './lib/paths.mts';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
});
const generator = z.object({
  customResourceDefinitionFiles: z.custom<() => Map<string, string>>(
    value => typeof value === 'function',
  ),
});

const bundle = fromRoot('node_modules', '.cache', 'generate-crds.cjs');
buildSync({
  entryPoints: [
    fromRoot(
      'plugins',
      'remote-env-node',
      'src',
      'kubernetes',
      'crds',
      'index.ts',
    ),
  ],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile: bundle,
});
const { customResourceDefinitionFiles } = generator.parse(
  createRequire(import.meta.url)(bundle),
);
rmSync(bundle);

const folder = fromRoot('deploy', 'base', 'crds');
mkdirSync(folder, { recursive: true });
for (const [name, text] of customResourceDefinitionFiles()) {
  const file = path.join(folder, name);
  if (!values.check) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is out of date: run scripts/generate-crds.mts.`);
    process.exitCode = 1;
  }
}
