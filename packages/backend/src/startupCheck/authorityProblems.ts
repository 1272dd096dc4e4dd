import { readFileSync } from 'node:fs';
import type { AuthorityConfig } from '@remote-env/plugin-remote-env-node';
import {
  AuthorityError,
  readAuthorityPair,
} from '@remote-env/plugin-remote-env-node/x509';

/**
 * What keeps the files of an authority from being used, one line each; nothing where it lies in the store, which a
 * portal asks when it runs.
 *
 * @param key - under which it is configured
 */
export function authorityProblems(
  authority: AuthorityConfig,
  key: string,
): string[] {
  if (authority.type !== 'files') {
    return [];
  }
  const { certificateFile, keyFile, caFile, allowPartialChain } = authority;
  const problems: string[] = [];
  const read = (name: string, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      problems.push(
        `${key}.${name}: '${file}' cannot be read (${codeOf(
          error,
        )}): mount it, or name another file`,
      );
      return '';
    }
  };
  const certificate = read('certificateFile', certificateFile);
  const pair = {
    certificate: `${certificate}\n${caFile ? read('caFile', caFile) : ''}`,
    key: read('keyFile', keyFile),
  };
  if (problems.length > 0) {
    return problems;
  }
  try {
    readAuthorityPair(pair, { allowPartialChain, mustSignLists: true });
    return [];
  } catch (error) {
    if (!(error instanceof AuthorityError)) {
      throw error;
    }
    return [
      `${key} cannot be used: ${error.message}: put a pair that can be used into '${certificateFile}' and '${keyFile}', and certificates above it up to the root into the first or into caFile`,
    ];
  }
}

function codeOf(error: unknown): string {
  return String(
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : error,
  );
}
