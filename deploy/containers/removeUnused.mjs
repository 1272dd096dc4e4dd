/**
 * Removes from installed packages what a program on one platform never reads: `node removeUnused.mjs NODE_MODULES`.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const [root] = process.argv.slice(2);
if (!root) {
  throw new Error('Usage: node removeUnused.mjs NODE_MODULES');
}

const NEVER_READ =
  /\.(map|md|markdown|tsbuildinfo|flow)$|^\.(eslintrc|npmignore|prettierrc)/i;
const TYPES = /\.d\.[cm]?ts$/;

/**
 * Backstage compiles the schemas of its configuration, which are types, when it starts: with them it knows what is
 * secret. Those of its own packages and whatever they name stay, and TypeScript's own.
 */
const KEEPS_TYPES = /^(@backstage|@remote-env|@types|typescript)(\/|$)/;

/** Native binaries are there for every platform; SQLite's source is there to build another. */
const { platform, arch } = process;
const UNUSED_OF = {
  'better-sqlite3': file =>
    /^(deps|src)\//.test(file) ||
    (file.startsWith('prebuilds/') &&
      file !== `prebuilds/${platform}-${arch}.node`),
};

function visit(folder, inPackage, name) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.name === 'node_modules' && entry.isDirectory()) {
      visitModules(file);
    } else if (entry.isDirectory()) {
      visit(file, inPackage, name);
    } else if (entry.isFile() && isUnused(file, inPackage, name)) {
      rmSync(file);
    }
  }
}

function isUnused(file, { folder, withTypes }, name) {
  return (
    NEVER_READ.test(path.basename(file)) ||
    (TYPES.test(file) && !withTypes) ||
    UNUSED_OF[name]?.(path.relative(folder, file)) === true
  );
}

function visitModules(modules, scope = '') {
  // Links lead to packages of the workspace, which have nothing to spare.
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    const folder = path.join(modules, entry.name);
    if (!entry.isDirectory()) {
      continue;
    }
    if (entry.name.startsWith('@')) {
      visitModules(folder, `${entry.name}/`);
    } else if (!entry.name.startsWith('.')) {
      const name = `${scope}${entry.name}`;
      visit(folder, { folder, withTypes: keepsTypes(folder, name) }, name);
    }
  }
}

function keepsTypes(folder, name) {
  if (KEEPS_TYPES.test(name)) {
    return true;
  }
  const manifest = path.join(folder, 'package.json');
  return (
    existsSync(manifest) &&
    typeof JSON.parse(readFileSync(manifest, 'utf8')).configSchema === 'string'
  );
}

visitModules(path.resolve(root));
