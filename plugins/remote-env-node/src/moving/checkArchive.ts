import { stat } from 'node:fs/promises';
import type { Resource } from '@remote-env/plugin-remote-env-common';
import { ResourceInvalidError } from '../ports/errors';
import { checkContents, checkMetadata, checkSize } from '../resources/rules';
import { documentKeyProblem } from '../ports/DocumentStore';
import { ArchiveReader } from './archive/ArchiveReader';
import { ArchiveRefusedError } from './errors';
import type { Contents, Progress, Summary } from './Summary';

/** An archive that was read once, from its beginning to its end, and is whole. */
export interface CheckedArchive {
  reader: ArchiveReader;
  summary: Summary;
  /** Of its objects, as they are called in the archive. */
  namespaces: Set<string>;
}

/**
 * Reads all of an archive, opens every Secret, compares every digest and every count. Writes nothing.
 *
 * @throws ArchiveRefusedError, PassphraseError
 */
export async function checkArchive(
  file: string,
  passphrase: string,
  progress?: Progress,
): Promise<CheckedArchive> {
  const { size } = await stat(file).catch(error => {
    throw new ArchiveRefusedError(`${file} cannot be read: ${error.code}`);
  });
  const reader = await ArchiveReader.open(file, passphrase);
  const namespaces = new Set<string>();
  const contents: Contents = {
    resources: {},
    documents: { count: 0, bytes: 0, copies: 0 },
  };
  const { documents, resources } = contents;
  const items = reader.items();
  for (;;) {
    const next = await items.next();
    if (next.done) {
      const { id, parts: _, changed, ...promised } = next.value;
      assertEqual(contents, promised);
      return {
        reader,
        summary: { archive: id, archiveBytes: size, ...contents, changed },
        namespaces,
      };
    }
    const item = next.value;
    if (item.type === 'document') {
      assertKey(item.record.key);
      for await (const chunk of item.body) {
        documents.bytes += chunk.byteLength;
      }
      documents.count += 1;
      progress?.('check of documents', documents.count);
    } else if (item.type === 'copies') {
      item.copies.forEach(({ key }) => assertKey(key));
      documents.copies += item.copies.length;
    } else {
      const { kind } = item.kind;
      for (const object of item.objects) {
        assertObject(object);
        namespaces.add(object.metadata.namespace);
      }
      resources[kind] = (resources[kind] ?? 0) + item.objects.length;
      progress?.(`check of ${kind}`, resources[kind]);
    }
  }
}

function assertObject(object: Resource): void {
  try {
    checkMetadata(object.metadata);
    checkContents(object);
    checkSize(JSON.stringify(object));
  } catch (error) {
    if (error instanceof ResourceInvalidError) {
      const { kind, metadata } = object;
      throw new ArchiveRefusedError(
        `The archive holds an object that no store takes: ${kind} ${metadata.namespace}/${metadata.name}: ${error.message}`,
      );
    }
    throw error;
  }
}

function assertKey(key: string): void {
  const problem = documentKeyProblem(key);
  if (problem) {
    throw new ArchiveRefusedError(
      `The archive holds a document that no store takes: ${problem}`,
    );
  }
}

function assertEqual(found: Contents, promised: Contents): void {
  const kinds = new Set([
    ...Object.keys(found.resources),
    ...Object.keys(promised.resources),
  ]);
  const same =
    [...kinds].every(
      kind => (found.resources[kind] ?? 0) === (promised.resources[kind] ?? 0),
    ) &&
    found.documents.count === promised.documents.count &&
    found.documents.bytes === promised.documents.bytes &&
    found.documents.copies === promised.documents.copies;
  if (!same) {
    throw new ArchiveRefusedError(
      'The archive is damaged: it does not hold what its manifest says',
    );
  }
}
