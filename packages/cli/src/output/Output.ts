import { CliError, EXIT, type ExitCode } from './errors';

/** One failure as it is written to standard error. */
export function failureLine(
  message: string,
  hint: string | undefined,
  json: boolean,
): string {
  return json
    ? `${JSON.stringify({ error: { message, ...(hint ? { hint } : {}) } })}\n`
    : `Error: ${message}\n${hint ? `${hint}\n` : ''}`;
}

/** Where answers go: for people as text, with `--json` as one JSON document on standard output. */
export class Output {
  constructor(private readonly json: boolean) {}

  /** One answer; `text` says the same for people. */
  result(value: unknown, text: string): void {
    process.stdout.write(
      this.json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`,
    );
  }

  /** Rows of equal shape. */
  table(rows: Record<string, string>[], empty: string, value: unknown): void {
    const [first] = rows;
    if (this.json || !first) {
      this.result(value, empty);
      return;
    }
    const columns = Object.keys(first);
    const widths = columns.map(column =>
      Math.max(column.length, ...rows.map(row => (row[column] ?? '').length)),
    );
    const line = (cells: string[]) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd();
    this.result(
      value,
      [
        line(columns.map(c => c.toUpperCase())),
        ...rows.map(row => line(columns.map(c => row[c] ?? ''))),
      ].join('\n'),
    );
  }

  /** How far something long has come: on standard error, for people only. */
  progress(text: string): void {
    if (!this.json) {
      process.stderr.write(`${text}\n`);
    }
  }

  /** Reports a failure on standard error and gives the exit code. */
  failure(error: unknown): ExitCode {
    const known = error instanceof CliError ? error : undefined;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(failureLine(message, known?.hint, this.json));
    return known?.exitCode ?? EXIT.failed;
  }
}
