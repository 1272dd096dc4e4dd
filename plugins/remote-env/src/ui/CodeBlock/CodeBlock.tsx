import { useScrollFocus } from '../../hooks/useScrollFocus';
import { CopyButton } from '../CopyButton';
import styles from './CodeBlock.module.css';

interface CodeBlockProps {
  code: string;
  /** Names the block, for its copy button and for screen readers. */
  what: string;
  /** Breaks long lines instead of scrolling them. */
  wrap?: boolean;
}

/** Text to be copied: commands, tokens, PEM. */
export function CodeBlock({ code, what, wrap }: CodeBlockProps) {
  return (
    <div className={styles.block} role="group" aria-label={what}>
      <pre
        {...useScrollFocus<HTMLPreElement>()}
        className={styles.code}
        data-wrap={wrap || undefined}
      >
        <code>{code}</code>
      </pre>
      <div className={styles.copy}>
        <CopyButton text={code} what={what} />
      </div>
    </div>
  );
}
