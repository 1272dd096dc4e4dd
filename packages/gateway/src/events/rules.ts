import { EventFieldError, EventSyntaxError } from './errors';

/** Longest values that are taken, in characters. They bound what a delivery puts into headers. */
export const MAX_LENGTH = {
  id: 512,
  type: 253,
  typeVersion: 128,
  uri: 2048,
  extension: 4096,
} as const;

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** RFC 3339, section 5.6, without leap seconds, with nanoseconds at most. */
export function isTimestamp(text: string): boolean {
  const match = RFC_3339.exec(text);
  if (!match) {
    return false;
  }
  const [
    year = 0,
    month = 0,
    day = 0,
    hour = 0,
    minute = 0,
    second = 0,
    offsetHour = 0,
    offsetMinute = 0,
  ] = match.slice(1).map(part => Number(part ?? 0));
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    offsetHour < 24 &&
    offsetMinute < 60
  );
}

/** Characters that no context attribute may hold (CloudEvents 1.0, section "Type System", String). */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** @throws EventFieldError unless the text has 1 to `max` characters and none that an attribute may not hold */
export function checkText(field: string, text: string, max: number): string {
  if (text === '') {
    throw new EventFieldError(field, 'missing', 'must not be empty');
  }
  if (text.length > max) {
    throw new EventFieldError(
      field,
      'invalid',
      `must have ${max} characters at most`,
    );
  }
  if (FORBIDDEN.test(text)) {
    throw new EventFieldError(
      field,
      'invalid',
      'must not hold control characters',
    );
  }
  return text;
}

/** @throws EventFieldError */
export function checkTimestamp(field: string, text: string): string {
  if (!isTimestamp(text)) {
    throw new EventFieldError(
      field,
      'invalid',
      'must be a date and time as in RFC 3339',
    );
  }
  return text;
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** @throws EventSyntaxError unless the body is JSON in UTF-8 */
export function parseJson(body: Buffer): { text: string; value: unknown } {
  try {
    const text = UTF_8.decode(body);
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    throw new EventSyntaxError('the body is not JSON', { cause });
  }
}
