/**
 * Bundles the command into one file that any Node from 22 on runs: `node build.mjs [file]`. Beside it goes the worker
 * thread of the database adapter, under the name by which `locateWorker` of the node package looks for it. Clients of
 * engines and what reads configuration stay outside; only `export` and `import` load them.
 */
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const outfile = path.resolve(process.argv[2] ?? 'dist/remote-env.js');

const common = {
  absWorkingDir: here,
  outdir: path.dirname(outfile),
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: [
    'better-sqlite3',
    'pg-native',
    '@kubernetes/client-node',
    'minio',
    '@backstage/config-loader',
  ],
  // Typed errors cross threads and become exit codes by their names.
  keepNames: true,
  sourcemap: true,
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: { [path.basename(outfile, '.js')]: 'src/main.ts' },
  banner: { js: '#!/usr/bin/env node' },
});
await build({
  ...common,
  entryPoints: {
    sqliteWorker:
      '../../plugins/remote-env-node/src/database/sqlite/sqliteWorker.ts',
  },
});
chmodSync(outfile, 0o755);
