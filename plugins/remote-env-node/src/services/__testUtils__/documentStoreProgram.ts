/*
 * Runs in a process of its own, with the loader by which the portal runs from source (jest loads no module on demand):
 * `documentStoreProgram.ts <configuration as JSON>`. Answers each line `put KEY CONTENT` or `get KEY` on standard input
 * with one line: the content, or the name of the error.
 */
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { ConfigReader } from '@backstage/config';
import { readRemoteEnvConfig } from '../../config';
import type { DocumentStore } from '../../ports';
import { createDocumentStore } from '../createDocumentStore';

async function answer(store: DocumentStore, line: string): Promise<string> {
  const [what, key = '', content = ''] = line.split(' ');
  try {
    if (what === 'put') {
      await store.put(key, Buffer.from(content), { contentType: 'text/plain' });
      return content;
    }
    return await text((await store.get(key)).body);
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

async function main(): Promise<void> {
  const config = readRemoteEnvConfig(
    new ConfigReader(JSON.parse(process.argv[2] ?? '{}')),
  );
  const store = await createDocumentStore(config.documentStore);
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await answer(store, line)}\n`);
  }
  await store.close();
}

main().catch(error => {
  process.stdout.write(`${error}\n`);
  process.exitCode = 1;
});
