import { EventFieldError } from '../errors';
import type { IncomingEvent } from '../IncomingEvent';
import { checkText, checkTimestamp, MAX_LENGTH } from '../rules';

/** Rule for names of context attributes (CloudEvents 1.0, "Naming Conventions"). */
export const ATTRIBUTE_NAME = /^[a-z0-9]+$/;

/** Extensions that say what the older protocol calls `event-type-version`. */
const TYPE_VERSION = 'eventtypeversion';

const CORE: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'type',
  'source',
  'time',
  'datacontenttype',
  'dataschema',
  'subject',
  TYPE_VERSION,
]);

/** Extensions of one event at most. */
const MAX_EXTENSIONS = 64;

export interface AttributeRules {
  /** Written before the name in messages: `ce-` in binary mode. */
  prefix: string;
  /** Names besides `id` and `type` that must be there. */
  required: readonly string[];
}

function optionalText(
  attributes: ReadonlyMap<string, string>,
  name: string,
  max: number,
  prefix: string,
): string | undefined {
  const value = attributes.get(name);
  return value === undefined
    ? undefined
    : checkText(`${prefix}${name}`, value, max);
}

function requiredText(
  attributes: ReadonlyMap<string, string>,
  name: string,
  max: number,
  prefix: string,
): string {
  const value = attributes.get(name);
  if (value === undefined) {
    throw new EventFieldError(`${prefix}${name}`, 'missing', 'is required');
  }
  return checkText(`${prefix}${name}`, value, max);
}

/**
 * Checks context attributes in their string form, which all modes and versions share once read.
 *
 * @throws EventFieldError
 */
export function readAttributes(
  attributes: ReadonlyMap<string, string>,
  { prefix, required }: AttributeRules,
): Omit<IncomingEvent, 'data'> {
  const id = requiredText(attributes, 'id', MAX_LENGTH.id, prefix);
  const type = requiredText(attributes, 'type', MAX_LENGTH.type, prefix);
  for (const name of required) {
    requiredText(attributes, name, MAX_LENGTH.uri, prefix);
  }
  const time = attributes.get('time');
  const extensions: Record<string, string> = {};
  for (const [name, value] of attributes) {
    if (!CORE.has(name)) {
      extensions[name] =
        value === ''
          ? value
          : checkText(`${prefix}${name}`, value, MAX_LENGTH.extension);
    }
  }
  if (Object.keys(extensions).length > MAX_EXTENSIONS) {
    throw new EventFieldError(
      `${prefix}*`,
      'invalid',
      `an event may have ${MAX_EXTENSIONS} extensions at most`,
    );
  }
  return {
    id,
    type,
    typeVersion: optionalText(
      attributes,
      TYPE_VERSION,
      MAX_LENGTH.typeVersion,
      prefix,
    ),
    time: time === undefined ? time : checkTimestamp(`${prefix}time`, time),
    source: optionalText(attributes, 'source', MAX_LENGTH.uri, prefix),
    dataContentType: optionalText(
      attributes,
      'datacontenttype',
      MAX_LENGTH.uri,
      prefix,
    ),
    dataSchema: optionalText(attributes, 'dataschema', MAX_LENGTH.uri, prefix),
    subject: optionalText(attributes, 'subject', MAX_LENGTH.uri, prefix),
    extensions,
  };
}
