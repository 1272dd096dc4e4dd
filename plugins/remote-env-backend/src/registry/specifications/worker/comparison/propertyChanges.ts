import { isRecord } from '../outline/words.ts';
import { names, type Schema } from './effectiveSchema.ts';
import type { Direction, Found } from './valueChanges.ts';

/** What became of one property of an object. */
export interface PropertyChange {
  name: string;
  found: Found[];
  /** Schemas of a property that there was and that there is. */
  pair?: [unknown, unknown];
}

/** First those that there were, in their order, then new ones; without looking into them. */
export function propertyChanges(
  before: Schema,
  after: Schema,
  direction: Direction,
): PropertyChange[] {
  const was = propertiesOf(before, direction);
  const is = propertiesOf(after, direction);
  const needed = new Set(names(before.required));
  const needs = new Set(names(after.required));
  const refuses = after.additionalProperties === false;
  return [
    ...[...was].map(
      ([name, property]): PropertyChange =>
        is.has(name)
          ? {
              name,
              found: requirementChange(
                needed.has(name),
                needs.has(name),
                direction,
              ),
              pair: [property, is.get(name)],
            }
          : { name, found: [removed(refuses, direction)] },
    ),
    ...[...is.keys()]
      .filter(name => !was.has(name))
      .map(name => ({ name, found: [added(needs.has(name), direction)] })),
  ];
}

/** @param refused - whether whoever still sends it is refused */
function removed(refused: boolean, direction: Direction): Found {
  const breaks = direction === 'response' || refused;
  return { level: breaks ? 'breaking' : 'risky', rule: 'property.removed' };
}

function added(isNeeded: boolean, direction: Direction): Found {
  const breaks = direction === 'request' && isNeeded;
  return {
    level: breaks ? 'breaking' : 'compatible',
    rule: isNeeded ? 'property.addedRequired' : 'property.added',
  };
}

function requirementChange(
  was: boolean,
  is: boolean,
  direction: Direction,
): Found[] {
  if (was === is) {
    return [];
  }
  const breaks = is === (direction === 'request');
  return [
    {
      level: breaks ? 'breaking' : 'compatible',
      rule: is ? 'property.required' : 'property.optional',
    },
  ];
}

/** Those that are sent in this direction. */
function propertiesOf(
  { properties }: Schema,
  direction: Direction,
): Map<string, unknown> {
  const hidden = direction === 'request' ? 'readOnly' : 'writeOnly';
  return new Map(
    Object.entries(isRecord(properties) ? properties : {}).filter(
      ([, property]) => !isRecord(property) || property[hidden] !== true,
    ),
  );
}
