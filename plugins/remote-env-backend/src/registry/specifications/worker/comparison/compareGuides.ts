import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import { isRecord } from '../outline/words.ts';
import { Changes, same } from './Changes.ts';
import { compareNamed } from './compareNamed.ts';

type Json = Record<string, unknown>;

/** Which pages of guides came, went or say something else; nothing that anybody calls changes by it. */
export function compareGuides(before: Json, after: Json): DocumentComparison {
  const changes = new Changes();
  const add = (
    rule: 'page.added' | 'page.removed' | 'page.changed' | 'text.changed',
    name = '',
  ) =>
    changes.add({
      level: 'compatible',
      rule,
      kind: name ? 'page' : 'document',
      name,
    });
  compareNamed(pagesOf(before), pagesOf(after), {
    gone: name => add('page.removed', name),
    kept: (name, page, now) => {
      if (!same(page, now)) {
        add('page.changed', name);
      }
    },
    came: name => add('page.added', name),
  });
  const { docs: _, ...about } = before;
  const { docs: __, ...aboutNow } = after;
  if (!same(about, aboutNow)) {
    add('text.changed');
  }
  return changes.result(() => undefined);
}

/** Pages by title; where several have one, by their number among those as well. */
function pagesOf({ docs }: Json): Map<string, Json> {
  const pages = new Map<string, Json>();
  for (const page of Array.isArray(docs) ? docs : []) {
    if (isRecord(page)) {
      const title = typeof page.title === 'string' ? page.title.trim() : '';
      let name = title || '?';
      for (let i = 2; pages.has(name); i++) {
        name = `${title || '?'} (${i})`;
      }
      pages.set(name, page);
    }
  }
  return pages;
}
