import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceName } from '../../ports';
import { ResourceInvalidError } from '../../ports/errors';
import { schemaProblems, type Body } from '../../resources/contents';
import type { PayloadCipher } from '../../secrets';
import type { ResourceRow } from './operations';
import {
  formatStored,
  parseStored,
  type StoredMetadata,
  type StoredObject,
} from './storedObject';

/** What the row says about the object besides its contents. */
type RowIdentity = Omit<ResourceRow, 'object'>;

/** An object as it is about to be written; the row adds the rest. */
export interface Draft {
  metadata: StoredMetadata;
  body: Body;
  status?: unknown;
}

/**
 * Between rows and objects: opens and seals what is sensitive, and lets nothing in or out that breaks the schema
 * of its kind.
 */
export class ObjectCodec {
  readonly #cipher: PayloadCipher;

  static create(cipher: PayloadCipher) {
    return new ObjectCodec(cipher);
  }

  private constructor(cipher: PayloadCipher) {
    this.#cipher = cipher;
  }

  /** Of the key that seals. */
  get keyId(): string {
    return this.#cipher.keyId;
  }

  /** @throws EncryptionKeyError */
  open(row: ResourceRow): Draft {
    const { metadata, body, sealed, status }: StoredObject = parseStored(
      row.object,
    );
    return {
      metadata,
      body: sealed
        ? JSON.parse(this.#cipher.open(sealed, context(row)))
        : body ?? {},
      ...(status !== undefined && { status }),
    };
  }

  /** @returns the contents of the column */
  seal(
    kind: ResourceKind,
    row: Omit<RowIdentity, 'version'>,
    draft: Draft,
  ): string {
    const { metadata, body, status } = draft;
    return formatStored({
      metadata,
      ...(kind.sensitive
        ? { sealed: this.#cipher.seal(JSON.stringify(body), context(row)) }
        : { body }),
      ...(status !== undefined && { status }),
    });
  }

  /** @throws ResourceInvalidError when the stored object breaks the schema, EncryptionKeyError */
  decode<T extends Resource>(kind: ResourceKind<T>, row: ResourceRow): T {
    return assemble(kind, row, this.open(row));
  }
}

/** @throws ResourceInvalidError that names the fields that break the schema */
export function assemble<T extends Resource>(
  kind: ResourceKind<T>,
  row: RowIdentity,
  draft: Draft,
): T {
  const { metadata, body, status } = draft;
  const parsed = kind.schema.safeParse({
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: {
      ...nameOf(row.path),
      uid: row.uid,
      resourceVersion: String(row.version),
      ...metadata,
    },
    ...body,
    ...(status !== undefined && { status }),
  });
  if (!parsed.success) {
    throw new ResourceInvalidError(
      `${kind.kind} ${row.path} breaks its schema: ${schemaProblems(
        parsed.error,
      )}`,
    );
  }
  return parsed.data;
}

function nameOf(path: string): ResourceName {
  const slash = path.indexOf('/');
  return { namespace: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** Binds a sealed payload to its object: copied into another row, it does not open. */
function context(row: Omit<RowIdentity, 'version'>): string {
  return [row.kind, row.path, row.uid].join('\n');
}

/** @returns a copy in which absent is absent, so that copies can be compared by value */
export function plain(draft: Draft): Draft {
  return JSON.parse(JSON.stringify(draft));
}
