/** One line of a benchmark's table. */
export interface Row {
  measure: string;
  figure: number;
  unit: string;
  /** The same for the peer, measured in the same run. */
  peer?: number;
  /** At most. */
  budget?: number;
}

/** What a benchmark found. */
export interface Benchmark {
  title: string;
  /** How it was measured, in one line. */
  method: string;
  rows: Row[];
}

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  return value.toLocaleString('en', {
    maximumFractionDigits: digits,
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
  });
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) {
    throw new Error('The median of nothing was asked for.');
  }
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** By the nearest rank. @param percent - 0 to 100 */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(Math.ceil((percent / 100) * sorted.length), 1);
  const value = sorted[rank - 1];
  if (value === undefined) {
    throw new Error('A percentile of nothing was asked for.');
  }
  return value;
}

export function overBudget(row: Row): boolean {
  return row.budget !== undefined && row.figure > row.budget;
}

/** The table as text. */
export function renderTable({ title, method, rows }: Benchmark): string {
  const cells = [
    ['measure', 'figure', 'peer', 'ratio', 'budget', ''],
    ...rows.map(row => [
      row.measure,
      `${number(row.figure)} ${row.unit}`,
      row.peer === undefined ? '-' : `${number(row.peer)} ${row.unit}`,
      row.peer === undefined ? '-' : number(row.figure / row.peer),
      row.budget === undefined ? '-' : `${number(row.budget)} ${row.unit}`,
      overBudget(row) ? 'OVER BUDGET' : '',
    ]),
  ];
  const widths = cells[0]?.map((_, column) =>
    Math.max(...cells.map(line => (line[column] ?? '').length)),
  );
  const lines = cells.map(line =>
    line
      .map((cell, column) =>
        column === 0
          ? cell.padEnd(widths?.[column] ?? 0)
          : cell.padStart(widths?.[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `\n== ${title}\n${method}\n\n${lines.join('\n')}\n`;
}
