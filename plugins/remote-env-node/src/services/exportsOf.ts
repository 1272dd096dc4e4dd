/**
 * What a module exports that was loaded by `import()`. Run from source, Backstage's loader makes CommonJS of it, whose
 * names Node cannot tell beforehand: they are all in `default`. In a bundle they are where they belong.
 *
 * @param loaded - of a module of ours, none of which has a default export of its own
 */
export function exportsOf<M extends object>(loaded: M | { default: M }): M {
  return hasDefault(loaded) ? loaded.default : loaded;
}

function hasDefault<M extends object>(
  loaded: M | { default: M },
): loaded is { default: M } {
  return 'default' in loaded;
}
