/**
 * Loads packages from where a program lies, so that a build fails instead of a start when something of them is
 * missing: `node loadPackages.mjs FROM [PACKAGE…]`. Without names, those that FROM's `package.json` depends on.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [from, ...named] = process.argv.slice(2);
if (!from) {
  throw new Error('Usage: node loadPackages.mjs FROM [PACKAGE…]');
}

const load = createRequire(path.resolve(from, 'index.js'));

function dependencies() {
  const manifest = JSON.parse(
    readFileSync(path.join(from, 'package.json'), 'utf8'),
  );
  return Object.keys(manifest.dependencies).filter(
    // Pages are served, not loaded.
    name => name !== 'app',
  );
}

const names = named.length > 0 ? named : dependencies();
names.forEach(name => load(name));
if (names.includes('better-sqlite3')) {
  // Its native part is loaded by the first database.
  const Database = load('better-sqlite3');
  new Database(':memory:').close();
}
process.stdout.write(`${names.length} packages load from ${from}\n`);
process.exit();
