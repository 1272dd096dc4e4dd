import { CONNECTED_APP_LABEL } from '@remote-env/plugin-remote-env-common';

const MAX_TAGS = 20;
/** Of one tag (Backstage's rule for `metadata.tags`). */
const MAX_LENGTH = 63;

/** Labels as tags: `team: Check Out` becomes `team:check-out`. What leaves nothing to write is left out. */
export function tagsOf(labels: Record<string, string> | undefined): string[] {
  const tags = Object.entries(labels ?? {})
    .filter(([key]) => key !== CONNECTED_APP_LABEL)
    .flatMap(([key, value]) => {
      const name = normalized(key);
      const text = normalized(value);
      return name ? [text ? `${name}:${text}` : name] : [];
    })
    .filter(tag => tag.length <= MAX_LENGTH);
  return [...new Set(tags)].slice(0, MAX_TAGS);
}

function normalized(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9+#]+/g, '-')
    .replace(/^-|-$/g, '');
}
