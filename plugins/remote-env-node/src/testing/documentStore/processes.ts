import { Readable } from 'node:stream';
import type { DocumentStore } from '../../ports';
import { collect, digest, keys } from './contents';
import type { SuiteContext } from './harness';
import { versionOf } from './versions';
import { killedAt, startChild } from './writers';

/** Several stores over the same documents, also one that is closed or whose process is killed; and what large documents take. */
export function processesSuite(context: SuiteContext): void {
  const { harness, store } = context;

  it('shows whole documents only while several writers replace one', async () => {
    const variants = ['a', 'b', 'c'].map(c => Buffer.alloc(150_000, c));
    const other = await harness().open();
    await store().put('k', variants[0]!, { contentType: 'text/plain' });
    let writing = true;
    const write = async (target: DocumentStore, offset: number) => {
      for (let round = 0; round < 12; round++) {
        const bytes = variants[(round + offset) % variants.length]!;
        await target.put('k', Readable.from([bytes]), {
          contentType: 'text/plain',
        });
      }
    };
    let reads = 0;
    const read = async () => {
      while (writing) {
        const { info, body } = await store().get('k');
        const bytes = await collect(body);
        expect(digest(bytes)).toBe(info.sha256);
        expect(variants.some(variant => variant.equals(bytes))).toBe(true);
        reads += 1;
      }
    };
    const readers = [read(), read()];
    await Promise.all([write(store(), 0), write(other, 1)]);
    writing = false;
    await Promise.all(readers);
    expect(reads).toBeGreaterThan(0);
    await other.close();
  });

  it('refuses work once it is closed', async () => {
    const closed = await harness().open();
    await closed.close();
    const unavailable = { name: 'StoreUnavailableError' };
    await expect(closed.get('k')).rejects.toMatchObject(unavailable);
    await expect(
      closed.put('k', Buffer.from('x'), { contentType: 'text/plain' }),
    ).rejects.toMatchObject(unavailable);
  });

  it('keeps a whole document, none older than the last one confirmed, through 20 kills of its writer', async () => {
    let newest = 0;
    for (let round = 0; round < 20; round++) {
      const moment = round % 2 === 0 ? 'half' : 'done';
      const confirmed = await killedAt(harness(), moment, 2 + (round % 3));
      const after = await harness().open();
      const { info, body } = await after.get('killed/document');
      const bytes = await collect(body);
      expect(digest(bytes)).toBe(info.sha256);
      newest = versionOf(bytes) ?? -1;
      expect(newest).toBeGreaterThanOrEqual(confirmed);
      expect(await keys(after, '')).toEqual(['killed/document']);
      await after.close();
    }
    expect(newest).toBeGreaterThan(0);
    // Each writer is a process that loads an engine's client first.
  }, 180_000);

  it('streams large documents in little memory, both ways', async () => {
    const child = startChild(harness(), 'large');
    const lines: string[] = [];
    for await (const line of child.lines) {
      lines.push(line);
    }
    const [, complete, held] = (lines[0] ?? '').split(' ');
    expect(complete).toBe('true');
    expect(Number(held)).toBeLessThan(16 * 1024 * 1024);
  }, 120_000);
}
