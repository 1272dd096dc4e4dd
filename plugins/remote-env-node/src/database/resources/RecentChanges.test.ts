import { until } from '../../testing/conditions';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import type { Change, ChangesPage } from './operations';
import { RecentChanges } from './RecentChanges';

const HOUR_MS = 3_600_000;

function change(version: number, path = 'system/shop', size = 10): Change {
  return {
    type: 'MODIFIED',
    row: {
      kind: 'environments',
      path,
      uid: 'u',
      version,
      object: 'o'.repeat(size),
    },
  };
}

describe('RecentChanges', () => {
  let announce: () => void;
  let reads: (number | undefined)[];
  let next: () => ChangesPage;
  let recent: RecentChanges;
  let told: number;
  let unfollow: () => void;

  function open(intervalMs: number) {
    const engine: DatabaseEngine = {
      // The only operation that it is asked for.
      run: async (_, args) => {
        const { after } = args as { after?: number };
        reads.push(after);
        return next() as never;
      },
      onChange: listener => {
        announce = listener;
        return () => {};
      },
      close: async () => {},
    };
    recent = RecentChanges.create({ engine, intervalMs });
    told = 0;
    unfollow = recent.onChange(() => {
      told += 1;
    });
  }

  /** Has the next page read. */
  async function bring(page: () => ChangesPage) {
    const before = told;
    next = page;
    announce();
    await until('the history is read', () => told > before);
  }

  const page = (...changes: Change[]): ChangesPage => ({
    changes,
    upTo: changes.at(-1)?.row.version ?? 10,
    more: false,
  });

  const versions = (after: number, namespace?: string) =>
    recent
      .after(after, 'environments', namespace)
      ?.changes.map(({ row }) => row.version);

  beforeEach(async () => {
    reads = [];
    next = () => page();
    open(HOUR_MS);
    await until('the history is read', () => told > 0);
  });

  afterEach(() => unfollow());

  it('reads once for everybody, and goes on from where it was', async () => {
    const others = [1, 2, 3].map(() => recent.onChange(() => {}));
    await bring(() => page(change(11), change(12)));
    await bring(() => page(change(13)));
    expect(reads).toEqual([undefined, 10, 12]);
    expect(versions(10)).toEqual([11, 12, 13]);
    expect(versions(12)).toEqual([13]);
    expect(versions(13)).toEqual([]);
    others.forEach(end => end());
  });

  it('gives what is asked for: a kind, and a namespace', async () => {
    await bring(() => page(change(11, 'system/a'), change(12, 'system-b/a')));
    expect(versions(10, 'system')).toEqual([11]);
    expect(recent.after(10, 'services', undefined)).toEqual({
      changes: [],
      upTo: 12,
      more: false,
    });
  });

  it('knows nothing of what was before it', () => {
    expect(recent.after(9, 'environments', undefined)).toBeUndefined();
    expect(versions(10)).toEqual([]);
  });

  it('goes on from a version that was read past it', () => {
    expect(recent.after(20, 'environments', undefined)?.upTo).toBe(20);
  });

  it('keeps the last thousand changes', async () => {
    await bring(() =>
      page(...Array.from({ length: 1200 }, (_, i) => change(11 + i))),
    );
    expect(versions(210)).toHaveLength(1000);
    expect(versions(209)).toBeUndefined();
  });

  it('keeps no more than a million characters', async () => {
    const large = 700 * 1024;
    await bring(() => page(change(11, 'system/a', large), change(12)));
    expect(versions(10)).toEqual([11, 12]);
    await bring(() => page(change(13, 'system/a', large)));
    expect(versions(10)).toBeUndefined();
    expect(versions(11)).toEqual([12, 13]);
  });

  it('leaves everybody to ask for themselves after a failure, and begins anew', async () => {
    await bring(() => page(change(11)));
    await bring(() => {
      throw new Error('the database is away');
    });
    expect(versions(11)).toBeUndefined();
    await bring(() => page());
    expect(reads).toEqual([undefined, 10, 11, undefined]);
    expect(versions(10)).toEqual([]);
  });

  it('says nothing of now when its last read was too long ago', async () => {
    unfollow();
    open(0);
    await until('the history is read', () => told > 0);
    expect(versions(10)).toBeUndefined();
  });

  it('ends with the last who listens', async () => {
    unfollow();
    expect(versions(10)).toBeUndefined();
    const before = reads.length;
    announce();
    open(HOUR_MS);
    await until('the history is read', () => told > 0);
    expect(reads).toHaveLength(before + 1);
  });
});
