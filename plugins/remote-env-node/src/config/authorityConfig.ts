import path from 'node:path';
import { z } from 'zod';
import { booleanValue } from './configValues';

/** `remoteEnv.trust.authority`, checked; paths are absolute. */
export type AuthorityConfig = {
  /** See `ChainRules`. */
  allowPartialChain: boolean;
} & (
  | { type: 'store' }
  | {
      type: 'files';
      certificateFile: string;
      keyFile: string;
      caFile?: string;
    }
);

const allowPartialChain = booleanValue.default(false);

const file = (what: string) =>
  z
    .string({ error: `is missing: name the file with ${what}` })
    .min(1, { error: `is empty: name the file with ${what}` });

/** `remoteEnv.trust.authority` as it stands in `app-config.yaml`. */
export const authoritySchema = z
  .preprocess(
    // Without a type it is the store's.
    value =>
      typeof value === 'object' && value !== null && !('type' in value)
        ? { ...value, type: 'store' }
        : value,
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('store'), allowPartialChain }),
      z.strictObject({
        type: z.literal('files'),
        certificateFile: file("the authority's certificate, PEM"),
        keyFile: file("the authority's key, PEM"),
        caFile: z.string().min(1).optional(),
        allowPartialChain,
      }),
    ]),
  )
  .prefault({});

export function authorityOf(
  input: z.output<typeof authoritySchema>,
): AuthorityConfig {
  if (input.type === 'store') {
    return input;
  }
  const { certificateFile, keyFile, caFile, ...others } = input;
  return {
    ...others,
    certificateFile: path.resolve(certificateFile),
    keyFile: path.resolve(keyFile),
    ...(caFile && { caFile: path.resolve(caFile) }),
  };
}
