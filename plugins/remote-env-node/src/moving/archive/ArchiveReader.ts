import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { ArchiveRefusedError, PassphraseError } from '../errors';
import { MOVED_KINDS } from '../kinds';
import { ArchiveKeys } from './ArchiveKeys';
import { documentBody, entriesOf, wholeEntry, type Entry } from './entries';
import {
  copyRecordSchema,
  documentRecordSchema,
  FORMAT,
  FORMAT_VERSION,
  HEADER_ENTRY,
  headerSchema,
  MAC_ENTRY,
  MANIFEST_ENTRY,
  manifestSchema,
  sealedRecordSchema,
  type CopyRecord,
  type DocumentRecord,
  type Header,
  type Manifest,
  type Part,
} from './format';
import { recordsOf, sealName } from './records';

/** What an archive holds, in its order. Bodies of documents have to be read to their ends. */
export type ArchiveItem =
  | { type: 'document'; record: DocumentRecord; body: AsyncIterable<Buffer> }
  | { type: 'objects'; kind: ResourceKind; objects: Resource[] }
  | { type: 'copies'; copies: CopyRecord[] };

/**
 * Reads an archive from its beginning to its end and compares everything with what the manifest says, by then. Nothing
 * of it can be relied on before `items` has come to its end once.
 */
export class ArchiveReader {
  readonly header: Header;
  readonly #file: string;
  readonly #keys: ArchiveKeys;

  /** @throws ArchiveRefusedError, PassphraseError */
  static async open(file: string, passphrase: string): Promise<ArchiveReader> {
    const header = await readHeader(file);
    const keys = await ArchiveKeys.derive(passphrase, header.key);
    if (!keys.isSigned(header.check, header.id)) {
      throw new PassphraseError('The passphrase is not that of the archive');
    }
    return new ArchiveReader(file, header, keys);
  }

  private constructor(file: string, header: Header, keys: ArchiveKeys) {
    this.#file = file;
    this.header = header;
    this.#keys = keys;
  }

  /** @throws ArchiveRefusedError, at any time */
  async *items(): AsyncGenerator<ArchiveItem, Manifest> {
    const parts: Part[] = [];
    const announced: { name: string; record: DocumentRecord }[] = [];
    let manifest: Buffer | undefined;
    let mac: string | undefined;
    for await (const entry of entriesOf(createReadStream(this.#file))) {
      if (mac !== undefined) {
        throw damaged(`'${entry.name}' follows its end`);
      }
      const due = announced.shift();
      if (due) {
        yield {
          type: 'document',
          record: due.record,
          body: documentBody(entry, due),
        };
        continue;
      }
      const content = await wholeEntry(entry);
      if (entry.name === MAC_ENTRY) {
        mac = content.toString().trim();
      } else if (entry.name === MANIFEST_ENTRY) {
        manifest = content;
      } else {
        const records = entry.name === HEADER_ENTRY ? 1 : recordsOf(content);
        parts.push(partOf(entry, content, records));
        if (Array.isArray(records)) {
          yield* this.#itemsOf(entry.name, records, announced);
        }
      }
    }
    return this.#confirmed(parts, manifest, mac);
  }

  *#itemsOf(
    name: string,
    records: unknown[],
    announced: { name: string; record: DocumentRecord }[],
  ): Generator<ArchiveItem> {
    const [, folder = '', kindName = ''] =
      /^([a-z]+)\/(?:([A-Za-z]+)\/)?\d{6}\.ndjson$/.exec(name) ?? [];
    if (folder === 'documents') {
      records.forEach((value, index) =>
        announced.push({
          name: documentEntry(name.replace(/\.ndjson$/, ''), index),
          record: parsed(documentRecordSchema, value, name),
        }),
      );
      return;
    }
    if (folder === 'copies') {
      const copies = records.map(r => parsed(copyRecordSchema, r, name));
      yield { type: 'copies', copies };
      return;
    }
    const kind = MOVED_KINDS.find(moved =>
      folder === 'secrets' ? moved.sensitive : moved.kind === kindName,
    );
    if (!kind || !['resources', 'secrets'].includes(folder)) {
      throw damaged(`nobody knows what '${name}' is`);
    }
    const objects = records.map(record =>
      parsed(
        kind.schema,
        kind.sensitive ? this.#unsealed(kind, record, name) : record,
        name,
      ),
    );
    yield { type: 'objects', kind, objects };
  }

  #unsealed(kind: ResourceKind, value: unknown, part: string): unknown {
    const record = parsed(sealedRecordSchema, value, part);
    const name = sealName(this.header.id, kind, record);
    const object: unknown = JSON.parse(this.#keys.open(name, record.sealed));
    return object;
  }

  #confirmed(
    parts: Part[],
    content: Buffer | undefined,
    mac: string | undefined,
  ): Manifest {
    if (!content || mac === undefined) {
      throw new ArchiveRefusedError(
        'The archive is not complete: its end is missing',
      );
    }
    if (!this.#keys.isSigned(mac, content)) {
      throw damaged('its manifest was changed');
    }
    const manifest = parsed(
      manifestSchema,
      JSON.parse(content.toString()),
      MANIFEST_ENTRY,
    );
    const same =
      manifest.id === this.header.id &&
      isDeepStrictEqual(manifest.parts, parts);
    if (!same) {
      throw damaged('its parts are not those of its manifest');
    }
    return manifest;
  }
}

/** Name of the entry with the bytes of one document. @param index - in its part, from 0 */
export function documentEntry(part: string, index: number): string {
  return `${part}/${String(index).padStart(4, '0')}`;
}

async function readHeader(file: string): Promise<Header> {
  for await (const entry of entriesOf(createReadStream(file))) {
    if (entry.name !== HEADER_ENTRY) {
      break;
    }
    const content = await wholeEntry(entry);
    const [value] = recordsOf(content);
    const header = headerSchema.safeParse(value);
    if (header.success) {
      return header.data;
    }
    throw new ArchiveRefusedError(
      isFormat(value) && value.version !== FORMAT_VERSION
        ? `The archive has format version ${value.version}; this version reads ${FORMAT_VERSION}`
        : 'The archive is damaged: its header cannot be read',
    );
  }
  throw new ArchiveRefusedError(`${file} is no archive of remote-env export`);
}

function isFormat(value: unknown): value is { version: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    value.format === FORMAT &&
    'version' in value &&
    Number.isInteger(value.version)
  );
}

function partOf(
  { name }: Entry,
  content: Buffer,
  records: 1 | unknown[],
): Part {
  return {
    name,
    bytes: content.byteLength,
    sha256: createHash('sha256').update(content).digest('hex'),
    records: records === 1 ? 1 : records.length,
  };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, part: string): T {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  throw damaged(
    `a record of '${part}' cannot be read: ${issue?.path.join('.')}: ${
      issue?.message
    }`,
  );
}

function damaged(reason: string): ArchiveRefusedError {
  return new ArchiveRefusedError(`The archive is damaged: ${reason}`);
}
