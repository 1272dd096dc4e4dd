import path from 'node:path';

/** Top of the checkout. */
export const ROOT = path.resolve(import.meta.dirname, '..', '..');

export function fromRoot(...segments: string[]): string {
  return path.join(ROOT, ...segments);
}
