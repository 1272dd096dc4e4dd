import { z } from 'zod';

/** A secret, and the name of the file that can hold it instead. */
export interface SecretKeys {
  value: string;
  file: string;
  /** What to set it to. */
  hint: string;
}

export const GATEWAY_TOKEN: SecretKeys = {
  value: 'token',
  file: 'tokenFile',
  hint: "a random text of 32 characters or more, e.g. from 'openssl rand -hex 32'",
};
export const ASSERTION_KEY: SecretKeys = {
  value: 'assertionKey',
  file: 'assertionKeyFile',
  hint: "base64 of 32 random bytes, e.g. from 'openssl rand -base64 32'",
};

/** Demands each of some secrets once: as it is, or in a file. Runs whatever else is wrong, so that all is told at once. */
export function oneOfEach<S extends z.ZodType>(
  schema: S,
  secrets: readonly SecretKeys[],
): S {
  return schema.check(
    z.superRefine(
      (object, ctx) => {
        const given = z.record(z.string(), z.unknown()).safeParse(object).data;
        if (!given) {
          return;
        }
        for (const { value, file, hint } of secrets) {
          const has = [value, file].filter(key => given[key] !== undefined);
          if (has.length === 0) {
            ctx.addIssue({
              code: 'custom',
              path: [value],
              message: `is missing: set it to ${hint}, or name a file with it in ${file}`,
            });
          } else if (has.length === 2) {
            ctx.addIssue({
              code: 'custom',
              path: [file],
              message: `must not stand beside ${value}: remove one of them`,
            });
          }
        }
      },
      { when: () => true },
    ),
  );
}
