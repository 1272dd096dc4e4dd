import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { DocumentStore } from '../../ports';

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function collect(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function text(store: DocumentStore, key: string): Promise<string> {
  return (await collect((await store.get(key)).body)).toString();
}

export async function keys(
  store: DocumentStore,
  prefix: string,
): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) {
    found.push(key);
  }
  return found;
}
