import { EventFieldError, EventSyntaxError } from '../errors';
import type { IncomingEvent } from '../IncomingEvent';
import { ATTRIBUTE_NAME, readAttributes } from './attributes';

const PREFIX = 'ce-';
const SPEC_VERSION = '1.0';

/** Header values are percent-encoded UTF-8, quotes allowed (CloudEvents HTTP binding 1.0, 3.1.3.2). */
function decodeHeader(name: string, value: string): string {
  const unquoted =
    value.length >= 2 && value.startsWith('"') && value.endsWith('"')
      ? value.slice(1, -1).replace(/\\(.)/g, '$1')
      : value;
  if (!unquoted.includes('%')) {
    return unquoted;
  }
  try {
    return decodeURIComponent(unquoted);
  } catch {
    throw new EventFieldError(
      name,
      'invalid',
      'must be percent-encoded UTF-8 (a lone % is written %25)',
    );
  }
}

/**
 * Reads binary mode: attributes in `ce-` headers, the body is the payload.
 *
 * @param headers - names in lower case, as Node gives them
 * @throws EventFieldError, EventSyntaxError
 */
export function parseBinaryEvent(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): IncomingEvent {
  const attributes = new Map<string, string>();
  for (const [header, value] of Object.entries(headers)) {
    const name = header.slice(PREFIX.length);
    if (
      header.startsWith(PREFIX) &&
      typeof value === 'string' &&
      ATTRIBUTE_NAME.test(name) &&
      name !== 'datacontenttype'
    ) {
      attributes.set(name, decodeHeader(header, value));
    }
  }
  const version = attributes.get('specversion');
  if (version === undefined) {
    throw new EventSyntaxError(
      'no CloudEvent: header ce-specversion is missing, and the content type is not application/cloudevents+json',
    );
  }
  if (version !== SPEC_VERSION) {
    throw new EventFieldError('ce-specversion', 'invalid', 'must be 1.0');
  }
  const contentType = headers['content-type'];
  if (typeof contentType === 'string' && contentType !== '') {
    attributes.set('datacontenttype', contentType);
  }
  return {
    ...readAttributes(attributes, { prefix: PREFIX, required: ['source'] }),
    ...(body.length > 0 && { data: body }),
  };
}
