export interface EventTypeSelector {
  type: string;
  version?: string;
}

const MAX_TYPE = 253;
const MAX_VERSION = 20;
const MAX_TYPES = 100;

/**
 * Reads event types as people write them: one `type` or `type:version` a line or between commas.
 *
 * @returns undefined when there is none, one is too long, or there are more than a subscription may have
 */
export function parseEventTypes(text: string): EventTypeSelector[] | undefined {
  const parts = text
    .split(/[\n,]/)
    .map(part => part.trim())
    .filter(part => part !== '');
  const found = new Map<string, EventTypeSelector>();
  for (const part of parts) {
    const at = part.lastIndexOf(':');
    const type = at < 0 ? part : part.slice(0, at).trim();
    const version = at < 0 ? undefined : part.slice(at + 1).trim();
    if (
      !type ||
      type.length > MAX_TYPE ||
      (version ?? '').length > MAX_VERSION
    ) {
      return undefined;
    }
    found.set(part, version ? { type, version } : { type });
  }
  return found.size > 0 && found.size <= MAX_TYPES
    ? [...found.values()]
    : undefined;
}

export function formatEventType({ type, version }: EventTypeSelector): string {
  return version ? `${type}:${version}` : type;
}
