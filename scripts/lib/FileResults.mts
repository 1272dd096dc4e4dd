/** How the tests of each file ended. A skipped one counts as failed: nothing may be left out quietly. */
export class FileResults {
  /** Whether the command that ran them says so. */
  readonly succeeded: boolean;
  readonly #files = new Map<string, { passed: number; failed: number }>();

  constructor(succeeded: boolean) {
    this.succeeded = succeeded;
  }

  add(file: string, passed: boolean): void {
    const counts = this.#files.get(file) ?? { passed: 0, failed: 0 };
    counts[passed ? 'passed' : 'failed'] += 1;
    this.#files.set(file, counts);
  }

  hasFailed(file: string): boolean {
    return (this.#files.get(file)?.failed ?? 0) > 0;
  }

  failedFiles(): string[] {
    return [...this.#files.keys()].filter(file => this.hasFailed(file));
  }

  counts(): { passed: number; failed: number } {
    let [passed, failed] = [0, 0];
    for (const each of this.#files.values()) {
      passed += each.passed;
      failed += each.failed;
    }
    return { passed, failed };
  }

  /** These, with the files of another run in place of their own. */
  replacedBy(again: FileResults): FileResults {
    const all = new FileResults(again.succeeded);
    for (const [file, counts] of [...this.#files, ...again.#files]) {
      all.#files.set(file, counts);
    }
    return all;
  }
}
