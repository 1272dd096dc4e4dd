import { isObject, type JsonObject } from '../json';

/** Gives every entry of a map its key under an extension field, unless it has one. */
function nameEntries(map: unknown, field: string): void {
  if (!isObject(map)) {
    return;
  }
  for (const [key, entry] of Object.entries(map)) {
    if (isObject(entry) && entry[field] === undefined) {
      entry[field] = key;
    }
  }
}

/** Writes the names by which the renderer joins channels, operations, messages and schemas, in place. */
export function writeNames(document: JsonObject, major: number): void {
  const components = isObject(document.components) ? document.components : {};
  nameEntries(components.schemas, 'x-parser-schema-id');
  nameEntries(components.messages, 'x-parser-message-name');
  if (major < 3) {
    return;
  }
  for (const holder of [document, components]) {
    nameEntries(holder.channels, 'x-parser-unique-object-id');
    nameEntries(holder.operations, 'x-parser-unique-object-id');
    const channels = isObject(holder.channels) ? holder.channels : {};
    for (const channel of Object.values(channels)) {
      if (isObject(channel)) {
        nameEntries(channel.messages, 'x-parser-unique-object-id');
        nameEntries(channel.messages, 'x-parser-message-name');
      }
    }
  }
  nameEntries(components.messages, 'x-parser-unique-object-id');
}
