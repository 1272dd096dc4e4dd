import type { ResourceKind } from '@remote-env/plugin-remote-env-common';
import { ArchiveRefusedError } from '../errors';

/** The records of a part, one JSON document a line. @throws ArchiveRefusedError */
export function recordsOf(content: Buffer): unknown[] {
  try {
    return content
      .toString()
      .split('\n')
      .filter(line => line !== '')
      .map((line): unknown => JSON.parse(line));
  } catch (cause) {
    throw new ArchiveRefusedError(
      'The archive is damaged: a part of it cannot be read',
      { cause },
    );
  }
}

/** Under what an object is sealed: it opens in no other archive and for no other object. */
export function sealName(
  archive: string,
  { kind }: ResourceKind,
  { namespace, name }: { namespace: string; name: string },
): string {
  return `${archive}/${kind}/${namespace}/${name}`;
}
