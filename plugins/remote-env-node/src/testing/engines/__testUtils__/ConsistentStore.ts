import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import S3Object from '@20minutes/s3rver/lib/models/object.js';
import FilesystemStore from '@20minutes/s3rver/lib/stores/filesystem.js';

type Metadata = Record<string, string | number>;

/** Room for the metadata before the bytes of an object. */
const HEADER_BYTES = 8192;

// S3 tells how an object is encrypted where it lies; s3rver forgets it.
S3Object.ALLOWED_METADATA.push(
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
);

/**
 * Objects of s3rver kept as S3 promises (Amazon S3 User Guide, "Amazon S3 data consistency model"; API Reference,
 * `ListObjectsV2`), which its own store does not: that one writes over an object in place, keeps metadata in a second
 * file, and lists in the order of folders. Here an object is one file, bytes behind their metadata, renamed into its
 * place when it is complete; lists are in the order of names.
 */
export class ConsistentStore extends FilesystemStore {
  async getMetadata(bucket: string, key: string): Promise<Metadata> {
    const { handle, metadata } = await this.#open(bucket, key);
    await handle.close();
    return metadata;
  }

  async existsObject(bucket: string, key: string): Promise<boolean> {
    return (await this.getObject(bucket, key)) !== null;
  }

  async getObject(bucket: string, key: string): Promise<S3Object | null> {
    try {
      const { handle, metadata } = await this.#open(bucket, key);
      const content = handle.createReadStream({ start: HEADER_BYTES });
      return new S3Object(bucket, key, content, metadata);
    } catch (error) {
      return missing(error);
    }
  }

  async putObject(object: S3Object): Promise<{ size: number; md5: string }> {
    const target = this.#file(object.bucket, object.key);
    const writing = path.join(this.#folder(object.bucket), randomUUID());
    await mkdir(path.dirname(writing), { recursive: true });
    const md5 = createHash('md5');
    let size = 0;
    try {
      await writeFile(writing, Buffer.alloc(HEADER_BYTES));
      await pipeline(
        Buffer.isBuffer(object.content)
          ? [object.content]
          : object.content ?? [],
        new Transform({
          transform(chunk: Buffer, _, done) {
            md5.update(chunk);
            size += chunk.byteLength;
            done(null, chunk);
          },
        }),
        createWriteStream(writing, { flags: 'r+', start: HEADER_BYTES }),
      );
      const etag = md5.digest('hex');
      await this.#describe(writing, object.key, {
        ...object.metadata,
        etag: JSON.stringify(etag),
        'last-modified': new Date().toUTCString(),
        'content-length': size,
      });
      await rename(writing, target);
      return { size, md5: etag };
    } catch (error) {
      await rm(writing, { force: true });
      throw error;
    }
  }

  async copyObject(
    fromBucket: string,
    fromKey: string,
    bucket: string,
    key: string,
    replacement: Metadata | null,
  ): Promise<Metadata> {
    const source = await this.getObject(fromBucket, fromKey);
    if (!source) {
      throw new Error('the source of a copy vanished');
    }
    const metadata = replacement ?? source.metadata;
    await this.putObject(new S3Object(bucket, key, source.content, metadata));
    return this.getMetadata(bucket, key);
  }

  async deleteObject(bucket: string, key: string): Promise<void> {
    await rm(this.#file(bucket, key), { force: true });
  }

  async listObjects(
    bucket: string,
    options: { startAfter?: string; prefix?: string; maxKeys?: number },
  ) {
    const { startAfter = '', prefix = '', maxKeys = 1000 } = options;
    const names = await readdir(this.#folder(bucket)).catch(missing);
    const objects: S3Object[] = [];
    for (const name of (names ?? []).filter(n => n.endsWith('.object'))) {
      const file = path.join(this.#folder(bucket), name);
      const opened = await openObject(file).catch(missing);
      await opened?.handle.close();
      if (opened?.key.startsWith(prefix) && opened.key > startAfter) {
        objects.push(new S3Object(bucket, opened.key, null, opened.metadata));
      }
    }
    objects.sort((a, b) => (a.key < b.key ? -1 : 1));
    return {
      objects: objects.slice(0, maxKeys),
      commonPrefixes: [],
      isTruncated: objects.length > maxKeys,
    };
  }

  async #describe(
    file: string,
    key: string,
    metadata: Metadata,
  ): Promise<void> {
    const handle = await open(file, 'r+');
    try {
      await handle.write(JSON.stringify({ key, metadata }), 0);
    } finally {
      await handle.close();
    }
  }

  async #open(bucket: string, key: string) {
    return openObject(this.#file(bucket, key));
  }

  #folder(bucket: string): string {
    return path.join(this.rootDirectory, bucket, '_objects');
  }

  #file(bucket: string, key: string): string {
    const name = createHash('sha256').update(key).digest('hex');
    return path.join(this.#folder(bucket), `${name}.object`);
  }
}

async function openObject(
  file: string,
): Promise<{ handle: FileHandle; key: string; metadata: Metadata }> {
  const handle = await open(file, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await handle.read(header, 0, HEADER_BYTES, 0);
    const text = header.subarray(0, header.indexOf(0)).toString();
    return { handle, ...JSON.parse(text) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function missing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return null;
  }
  throw error;
}
