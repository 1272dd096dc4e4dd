/** A path of keys as people write it (RFC 9535): `$.paths['/orders'].get`. */
export function jsonPath(path: readonly string[]): string {
  return `$${path.map(segment).join('')}`;
}

function segment(key: string): string {
  if (/^\d+$/.test(key)) {
    return `[${key}]`;
  }
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
    ? `.${key}`
    : `['${key.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}
