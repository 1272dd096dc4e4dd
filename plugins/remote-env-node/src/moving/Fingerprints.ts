import { createHash, type Hash } from 'node:crypto';

/** What was seen of a store, by kind, in little memory: two readings of a quiet store have the same. */
export class Fingerprints {
  readonly #hashes = new Map<string, Hash>();

  see(what: string, ...facts: string[]): void {
    let hash = this.#hashes.get(what);
    if (!hash) {
      hash = createHash('sha256');
      this.#hashes.set(what, hash);
    }
    hash.update(JSON.stringify(facts));
  }

  /** @returns what the two do not have in common; neither can be used afterwards */
  differences(other: Fingerprints): string[] {
    const [ours, theirs] = [this.#digests(), other.#digests()];
    return [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter(what => ours.get(what) !== theirs.get(what))
      .sort();
  }

  #digests(): Map<string, string> {
    return new Map(
      [...this.#hashes].map(([what, hash]) => [what, hash.digest('hex')]),
    );
  }
}
