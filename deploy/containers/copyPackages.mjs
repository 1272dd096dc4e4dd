/**
 * Copies installed packages with everything that they need at run time, as the lock file has them, and nothing else:
 * `node copyPackages.mjs FROM TO PACKAGE…`, where FROM is the folder of the package that asks for them.
 *
 * Where a package lies below `node_modules` is kept, so that two versions of one package stay apart.
 */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [from, to, ...names] = process.argv.slice(2);
if (!from || !to || names.length === 0) {
  throw new Error('Usage: node copyPackages.mjs FROM TO PACKAGE…');
}

const MODULES = 'node_modules';
const copied = new Set();

/** The folder that Node would load a package from. */
function find(name, directory) {
  for (let at = directory; ; at = path.dirname(at)) {
    const candidate = path.join(at, MODULES, name);
    if (existsSync(path.join(candidate, 'package.json'))) {
      return candidate;
    }
    if (at === path.dirname(at)) {
      return undefined;
    }
  }
}

/** The same place below TO: all that comes before the first `node_modules` is left away. */
function placeOf(folder) {
  const parts = folder.split(path.sep);
  return path.join(to, ...parts.slice(parts.indexOf(MODULES)));
}

function copy(name, directory, needed) {
  const folder = find(name, directory);
  if (!folder) {
    if (needed) {
      throw new Error(`${name} is not installed for ${directory}`);
    }
    return;
  }
  if (copied.has(folder)) {
    return;
  }
  copied.add(folder);
  cpSync(folder, placeOf(folder), {
    recursive: true,
    // What is nested comes by itself when something needs it.
    filter: source => path.basename(source) !== MODULES || source === folder,
  });
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  for (const dependency of Object.keys(dependencies)) {
    copy(dependency, folder, !(dependency in optionalDependencies));
  }
  for (const dependency of Object.keys(optionalDependencies)) {
    copy(dependency, folder, false);
  }
}

for (const name of names) {
  copy(name, path.resolve(from), true);
}
process.stdout.write(`${copied.size} packages\n`);
