/*
 * Runs in a process of its own, started by the contract suite with plain Node: `node child.ts
 * <module> <export> <options as JSON> <task>`. Talks in lines on standard output.
 */
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DocumentStore } from '../../ports/DocumentStore.ts';
import { versionChunk, VERSION_CHUNKS } from './versions.ts';

const [modulePath = '', exportName = '', options = '{}', task] =
  process.argv.slice(2);

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Overwrites one document for ever; says `half N` in the middle of a write and `done N` once it is durable. */
async function overwrite(store: DocumentStore): Promise<never> {
  for (let version = 1; ; version++) {
    await store.put('killed/document', Readable.from(chunks(version)), {
      contentType: 'text/plain',
    });
    say(`done ${version}`);
  }
}

function* chunks(version: number): Generator<Buffer> {
  for (let index = 0; index < VERSION_CHUNKS; index++) {
    if (index === VERSION_CHUNKS / 2) {
      say(`half ${version}`);
    }
    yield versionChunk(version);
  }
}

/**
 * Puts and gets one large document; says how many bytes were held at most beyond those held before. What only waits to be collected does
 * not count: when that happens is the engine's choice, and another one on a busy machine.
 */
async function large(store: DocumentStore): Promise<void> {
  const total = 192 * 1024 * 1024;
  const chunk = Buffer.alloc(256 * 1024, 'x');
  const before = heldBytes();
  let peak = before;
  let seen = 0;
  const passed = (bytes: number) => {
    const step = 16 * 1024 * 1024;
    const due = Math.floor((seen + bytes) / step) > Math.floor(seen / step);
    seen += bytes;
    if (due) {
      peak = Math.max(peak, heldBytes());
    }
  };
  function* source() {
    for (let sent = 0; sent < total; sent += chunk.length) {
      // A copy each time, so that a store that keeps them all is found out.
      yield Buffer.from(chunk);
      passed(chunk.length);
    }
  }
  await store.put('large', Readable.from(source(), { objectMode: false }), {
    contentType: 'application/octet-stream',
  });
  let received = 0;
  for await (const piece of (await store.get('large')).body) {
    received += piece.length;
    passed(piece.length);
  }
  say(`large ${received === total} ${peak - before}`);
}

function heldBytes(): number {
  // The second finishes what the first left to be swept in the background.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function main(): Promise<void> {
  const loaded = await import(modulePath);
  const store: DocumentStore = await loaded[exportName](JSON.parse(options));
  await (task === 'large' ? large(store) : overwrite(store));
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
