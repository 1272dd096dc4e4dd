import type { ReactNode } from 'react';
import { useScrollFocus } from '../../hooks/useScrollFocus';
import styles from './ODataView.module.css';

interface FactTableProps {
  heads: readonly string[];
  rows: readonly (readonly ReactNode[])[];
}

/** Facts in rows; it scrolls by itself where the page is narrow. */
export function FactTable({ heads, rows }: FactTableProps) {
  return (
    <div
      {...useScrollFocus<HTMLDivElement>()}
      className={styles.scroll}
      role="group"
      aria-label={heads[0]}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map(head => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...others], index) => (
            <tr key={index}>
              <th scope="row">{first}</th>
              {others.map((cell, column) => (
                <td key={heads[column + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
