import type { Row } from './report.mts';

/** Keeps rows and shows each as it comes: the whole takes minutes, and may fail at its end. */
export class Findings {
  readonly rows: Row[] = [];

  add(...rows: Row[]): void {
    this.rows.push(...rows);
    for (const { measure, figure, unit, peer } of rows) {
      const beside =
        peer === undefined ? '' : ` (peer ${peer.toFixed(1)} ${unit})`;
      console.error(`… ${measure}: ${figure.toFixed(1)} ${unit}${beside}`);
    }
  }
}
