import { ChangeSignal } from '../engine/ChangeSignal';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { readChanges, type Change, type ChangesPage } from './operations';

/** Changes that one read brings at most. */
const CHUNK = 500;

/** What is kept for watches that are behind; those further behind read for themselves. */
const KEPT_CHANGES = 1000;
const KEPT_CHARACTERS = 1024 * 1024;

export interface RecentChangesSettings {
  engine: DatabaseEngine;
  /** The history is read this often without any change, too. */
  intervalMs: number;
}

/**
 * The end of the history, read once for all watches of a process: with a read for each, every change would cost as
 * many transactions as there are watches. Follows the history while somebody listens.
 */
export class RecentChanges {
  readonly #engine: DatabaseEngine;
  readonly #intervalMs: number;
  readonly #listeners = new Set<() => void>();
  #following: AbortController | undefined;
  /** In the order of their versions. */
  #kept: Change[] = [];
  #characters = 0;
  /** Every change after the one and up to the other is kept; undefined before the first read. */
  #range: { after: number; upTo: number } | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  static create(settings: RecentChangesSettings): RecentChanges {
    return new RecentChanges(settings);
  }

  private constructor({ engine, intervalMs }: RecentChangesSettings) {
    this.#engine = engine;
    this.#intervalMs = intervalMs;
  }

  /**
   * Calls back after each read of the history, also after one that failed or brought nothing.
   *
   * @returns ends the subscription
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#following ??= this.#follow();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) {
        this.close();
      }
    };
  }

  /**
   * @returns undefined where the store has to be asked: what is kept does not reach back that far, or the last read
   *   failed or was too long ago to tell anything of now
   */
  after(
    version: number,
    kind: string,
    namespace: string | undefined,
  ): ChangesPage | undefined {
    const fresh = performance.now() - this.#readAt < 2 * this.#intervalMs;
    if (!fresh || !this.#range || version < this.#range.after) {
      return undefined;
    }
    const start = this.#kept.findLastIndex(({ row }) => row.version <= version);
    const changes = this.#kept
      .slice(start + 1)
      .filter(
        ({ row }) =>
          row.kind === kind &&
          (namespace === undefined || row.path.startsWith(`${namespace}/`)),
      );
    return { changes, upTo: Math.max(version, this.#range.upTo), more: false };
  }

  close(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#forget();
  }

  #follow(): AbortController {
    const following = new AbortController();
    const { signal } = following;
    const changed = ChangeSignal.create(this.#engine, signal);
    const loop = async () => {
      while (!signal.aborted) {
        const more = await this.#read(signal);
        for (const listener of this.#listeners) {
          listener();
        }
        if (!more) {
          await changed.wait(this.#intervalMs);
        }
      }
    };
    loop().finally(() => changed.close());
    return following;
  }

  /** @returns whether there is more to read at once */
  async #read(signal: AbortSignal): Promise<boolean> {
    const startedAt = performance.now();
    try {
      const page = await this.#engine.run(readChanges, {
        after: this.#range?.upTo,
        limit: CHUNK,
      });
      if (!signal.aborted) {
        this.#keep(page);
        this.#readAt = startedAt;
      }
      return page.more;
    } catch {
      // Watches are called, find nothing here, read for themselves and meet the failure.
      if (!signal.aborted) {
        this.#forget();
      }
      return false;
    }
  }

  #keep({ changes, upTo }: ChangesPage): void {
    this.#range = { after: this.#range?.after ?? upTo, upTo };
    for (const change of changes) {
      this.#kept.push(change);
      this.#characters += sizeOf(change);
    }
    let dropped = 0;
    while (
      this.#kept.length - dropped > KEPT_CHANGES ||
      this.#characters > KEPT_CHARACTERS
    ) {
      const oldest = this.#kept[dropped];
      if (!oldest) {
        break;
      }
      this.#characters -= sizeOf(oldest);
      this.#range.after = oldest.row.version;
      dropped += 1;
    }
    this.#kept.splice(0, dropped);
  }

  #forget(): void {
    this.#kept = [];
    this.#characters = 0;
    this.#range = undefined;
    this.#readAt = Number.NEGATIVE_INFINITY;
  }
}

function sizeOf({ row, previous }: Change): number {
  return row.object.length + (previous?.length ?? 0);
}
