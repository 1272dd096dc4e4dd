import type { ODataModel } from '@remote-env/plugin-remote-env-common';
import { MAX_SEARCH_TEXT } from '../protocol.ts';

/** Words of a model for search, what one looks for first before the details. */
export function oDataSearchText(model: ODataModel): string {
  const pieces = new Set<string>();
  let length = 0;
  const add = (piece: string | undefined) => {
    if (piece && length < MAX_SEARCH_TEXT && !pieces.has(piece)) {
      pieces.add(piece);
      length += piece.length + 1;
    }
  };
  const named = [
    ...model.entitySets,
    ...model.singletons,
    ...model.operations,
    ...model.types,
  ];
  named.forEach(({ name }) => add(name.slice(name.lastIndexOf('.') + 1)));
  named.forEach(({ description }) => add(description));
  for (const { properties, navigation } of model.types) {
    [...properties, ...navigation].forEach(({ name }) => add(name));
    properties.forEach(({ description }) => add(description));
  }
  return [...pieces].join('\n').slice(0, MAX_SEARCH_TEXT);
}
