import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { z } from 'zod';

const DAY = 24 * 3600 * 1000;

/** A number; as text too, since that is how environment variables arrive in configuration. */
export function numberValue(min: number, max: number) {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d+$/, { error: 'must be a whole number' })
        .transform(Number),
    ])
    .pipe(z.number().int().min(min).max(max));
}

/** True or false; as text too. */
export const booleanValue = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform(text => text === 'true'),
]);

/**
 * A duration as Backstage writes them (`5m`, `90d`, `PT5M`, `{ minutes: 5 }`), in milliseconds.
 *
 * @param min - milliseconds
 * @param maxDays - a duration beyond it is a slip of the pen
 */
export function durationValue(min: number, maxDays: number) {
  return z
    .union([z.string(), z.record(z.string(), z.number())])
    .transform((value, ctx) => {
      try {
        return durationToMilliseconds(
          readDurationFromConfig(new ConfigReader({ value }), { key: 'value' }),
        );
      } catch {
        ctx.addIssue({
          code: 'custom',
          message: "must be a duration such as '5m', '90d' or { hours: 1 }",
        });
        return z.NEVER;
      }
    })
    .pipe(
      z
        .number()
        .min(min, { error: `must be ${min / 1000} seconds or more` })
        .max(maxDays * DAY, { error: `must be ${maxDays} days or less` }),
    );
}

/** A list; as text with commas too, since that is how environment variables arrive in configuration. */
export function listValue<S extends z.ZodType>(list: S) {
  return z.preprocess(
    value =>
      typeof value === 'string'
        ? value
            .split(',')
            .map(item => item.trim())
            .filter(item => item !== '')
        : value,
    list,
  );
}

/** Key material. */
export const keyValue = z
  .string({
    error:
      "is missing: set it to base64 of 32 random bytes, e.g. from 'openssl rand -base64 32'",
  })
  .refine(text => Buffer.from(text, 'base64').length === 32, {
    error:
      "must be base64 of exactly 32 bytes, e.g. from 'openssl rand -base64 32'",
  });

/** A secret that two processes share. */
export const sharedTokenValue = z
  .string({
    error:
      "is missing: set it to a random text of 32 characters or more, e.g. from 'openssl rand -hex 32'",
  })
  .min(32, { error: 'must have 32 characters or more' })
  .regex(/^[A-Za-z0-9._~+/=-]*$/, {
    error: 'must consist of letters, digits and . _ ~ + / = -',
  });

/** Absolute http or https URL without credentials, query and fragment. */
export function urlValue(protocols: readonly ('https:' | 'http:')[]) {
  return z.string().refine(
    text => {
      const url = URL.parse(text);
      return (
        url !== null &&
        protocols.some(protocol => protocol === url.protocol) &&
        !url.username &&
        !url.password &&
        !url.search &&
        !url.hash
      );
    },
    {
      error: `must be an absolute ${protocols
        .map(protocol => protocol.slice(0, -1))
        .join(' or ')} URL without credentials, query and fragment`,
    },
  );
}
