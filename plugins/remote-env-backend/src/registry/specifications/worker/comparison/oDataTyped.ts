import type {
  ChangeLevel,
  ODataProperty,
} from '@remote-env/plugin-remote-env-common';
import type { Note } from './compareOData.ts';

/** A type where it is used, as metadata writes it. */
export function typeText({
  type,
  collection,
}: Pick<ODataProperty, 'type' | 'collection'>): string {
  return collection ? `Collection(${type})` : type;
}

/** @returns whether something has another type than before, which is noted */
export function noteRetyped(
  at: string,
  was: ODataProperty,
  is: ODataProperty,
  note: Note,
): boolean {
  const [before, after] = [typeText(was), typeText(is)];
  if (before === after) {
    return false;
  }
  note('breaking', 'type.changed', { at, before, after });
  return true;
}

const LIMITS = ['maxLength', 'precision', 'scale'] as const;

/** Notes limits of values that are others than before; none is wider than any. */
export function limitChange(
  was: ODataProperty,
  is: ODataProperty,
  levels: { narrowed: ChangeLevel; widened: ChangeLevel },
  note: Note,
): void {
  for (const limit of LIMITS) {
    const [before, after] = [was[limit], is[limit]];
    if (before === after) {
      continue;
    }
    const [from, to] = [sizeOf(before), sizeOf(after)];
    const more = {
      at: `${is.name} ${limit}`,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    };
    if (Number.isNaN(from) || Number.isNaN(to)) {
      note('risky', 'limit.unclear', more);
    } else if (to < from) {
      note(levels.narrowed, 'limit.narrowed', more);
    } else if (to > from) {
      note(levels.widened, 'limit.widened', more);
    }
  }
}

/** `max`, `variable` and `floating` are words for what has no limit that is known. */
function sizeOf(limit: string | undefined): number {
  return limit === undefined || limit === 'max' ? Infinity : Number(limit);
}
