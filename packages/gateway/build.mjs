/**
 * Bundles the gateway into `dist/gateway.js`, with the entry of each worker thread beside it under the name by which
 * `locateWorker` of the node package looks for it. Native modules stay outside.
 *
 * `--outdir DIR` puts it elsewhere below this package; `--analyze` prints what it is made of.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { analyzeMetafile, build } from 'esbuild';

const { values } = parseArgs({
  options: {
    outdir: { type: 'string', default: 'dist' },
    analyze: { type: 'boolean', default: false },
  },
});

const CLIENT = '@kubernetes/client-node';
const ENTRY = /^@kubernetes\/client-node$/;
/** Imported with its extension, as in every ES module. */
const OWN_FILE = /^\.{1,2}\/.*\.js$/;

/**
 * Leaves out of the client of Kubernetes what is never called: nearly all of it is one class for each kind of object,
 * and its package does not say that loading a file does nothing else. All of it would take a second to load, and 40 MB.
 */
const onlyWhatIsCalled = {
  name: 'only-what-is-called',
  setup({ onResolve, resolve }) {
    onResolve({ filter: ENTRY }, async ({ path, pluginData, ...from }) => {
      if (pluginData === CLIENT) {
        return undefined;
      }
      const found = await resolve(path, { ...from, pluginData: CLIENT });
      return { path: found.path, sideEffects: false };
    });
    onResolve({ filter: OWN_FILE }, ({ path, importer, resolveDir }) =>
      importer.includes(`/${CLIENT}/dist/`)
        ? { path: join(resolveDir, path), sideEffects: false }
        : undefined,
    );
  },
};

const result = await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: {
    gateway: 'src/main.ts',
    sqliteWorker:
      '../../plugins/remote-env-node/src/database/sqlite/sqliteWorker.ts',
  },
  outdir: values.outdir,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: [
    'better-sqlite3',
    'pg-native',
    // Read only by gateways that are configured for them: in the bundle they would cost every gateway some 10 MB.
    '@nats-io/*',
  ],
  banner: { js: '#!/usr/bin/env node' },
  // Typed errors cross threads and become exit codes by their names.
  keepNames: true,
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  logLevel: 'warning',
  metafile: true,
  plugins: [onlyWhatIsCalled],
});
if (values.analyze) {
  process.stdout.write(await analyzeMetafile(result.metafile));
}
