import type { ReactNode } from 'react';
import { useScrollFocus } from '../../hooks/useScrollFocus';

/** Code as written, which scrolls where it is wider than the page. */
export function WidePre({ children }: { children?: ReactNode }) {
  return <pre {...useScrollFocus<HTMLPreElement>()}>{children}</pre>;
}

/** A table that scrolls where it is wider than the page. */
export function WideTable({ children }: { children?: ReactNode }) {
  return <table {...useScrollFocus<HTMLTableElement>()}>{children}</table>;
}
