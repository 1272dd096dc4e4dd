import { InvalidArgumentError } from 'commander';

/** Collects options of the form `KEY=VALUE`. */
export function keyValue(
  text: string,
  all: Record<string, string> = {},
): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new InvalidArgumentError('Expected KEY=VALUE.');
  }
  return { ...all, [text.slice(0, at)]: text.slice(at + 1) };
}
