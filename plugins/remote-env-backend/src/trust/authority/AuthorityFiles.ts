import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { TrustMaterialError } from '../errors';
import type { AuthoritySource, FoundAuthority } from './AuthoritySource';

/** How long files are taken for what they were. */
const REREAD_AFTER_MS = 1000;

export interface AuthorityFilePaths {
  /** Absolute. */
  certificateFile: string;
  keyFile: string;
  /** Certificates that the first file lacks, up to the root. */
  caFile?: string;
}

/** An authority in files that somebody else keeps, such as a mounted Secret; read again once a second at most. */
export class AuthorityFiles implements AuthoritySource {
  readonly name: string;
  readonly #files: AuthorityFilePaths;
  #readAt = Number.NEGATIVE_INFINITY;
  #found: FoundAuthority | undefined;

  static create(files: AuthorityFilePaths) {
    return new AuthorityFiles(files);
  }

  private constructor(files: AuthorityFilePaths) {
    this.#files = files;
    this.name = `Files ${files.certificateFile} and ${files.keyFile}`;
  }

  async read(): Promise<FoundAuthority> {
    if (this.#found && performance.now() - this.#readAt < REREAD_AFTER_MS) {
      return this.#found;
    }
    const { certificateFile, keyFile, caFile } = this.#files;
    const [certificate, key, above] = await Promise.all([
      read('certificateFile', certificateFile),
      read('keyFile', keyFile),
      caFile ? read('caFile', caFile) : '',
    ]);
    this.#readAt = performance.now();
    this.#found = {
      pair: { certificate: `${certificate}\n${above}`, key },
      version: createHash('sha256')
        .update([certificate, key, above].join('\u0000'))
        .digest('hex'),
      originOf: () => 'files',
    };
    return this.#found;
  }
}

async function read(key: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'code' in error
        ? error.code
        : error;
    throw new TrustMaterialError(
      `remoteEnv.trust.authority.${key}: '${file}' cannot be read (${code}): mount it, or name another file`,
      { cause: error },
    );
  }
}
