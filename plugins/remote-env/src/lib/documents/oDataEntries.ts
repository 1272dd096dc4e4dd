import type {
  ODataModel,
  ODataOperation,
  ODataResource,
  ODataType,
} from '@remote-env/plugin-remote-env-common';

/** One thing of a model that can be looked at and linked to. */
export type ODataEntry =
  | { id: string; part: 'entitySets' | 'singletons'; item: ODataResource }
  | { id: string; part: 'operations'; item: ODataOperation }
  | { id: string; part: 'types'; item: ODataType };

export const ODATA_PARTS = [
  'entitySets',
  'singletons',
  'operations',
  'types',
] as const;

/** The hash of a type's entry; operations that share a name are told apart by their place. */
export function oDataTypeId(name: string): string {
  return `type/${name}`;
}

/** Everything in a model, each with the hash of its own address. */
export function oDataEntries(model: ODataModel): ODataEntry[] {
  const seen = new Map<string, number>();
  const operationId = (name: string) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `operation/${name}${count > 1 ? `/${count}` : ''}`;
  };
  const resources = (part: 'entitySets' | 'singletons', prefix: string) =>
    model[part].map(item => ({ id: `${prefix}/${item.name}`, part, item }));
  return [
    ...resources('entitySets', 'set'),
    ...resources('singletons', 'singleton'),
    ...model.operations.map(item => ({
      id: operationId(item.name),
      part: 'operations' as const,
      item,
    })),
    ...model.types.map(item => ({
      id: oDataTypeId(item.name),
      part: 'types' as const,
      item,
    })),
  ];
}

/** Those in which all words are found, in names, types or descriptions, also of properties, parameters and members. */
export function filterODataEntries(
  entries: readonly ODataEntry[],
  words: string,
): readonly ODataEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.length === 0
    ? entries
    : entries.filter(entry => {
        const text = textOf(entry);
        return wanted.every(word => text.includes(word));
      });
}

function textOf({ part, item }: ODataEntry): string {
  const named: { name: string; type?: string; description?: string }[] = [item];
  if (part === 'operations') {
    named.push(...item.parameters);
  } else if (part === 'types') {
    named.push(...item.properties, ...item.navigation, ...item.members);
  }
  return named
    .flatMap(({ name, type, description }) => [name, type, description])
    .join('\n')
    .toLowerCase();
}
