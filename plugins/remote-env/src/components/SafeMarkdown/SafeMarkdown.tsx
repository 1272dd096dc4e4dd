import Markdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { BlockedImage } from './BlockedImage';
import styles from './SafeMarkdown.module.css';

/**
 * Markdown from outside: no raw HTML, no scripts, no images until the reader asks for one, links that tell the
 * other side nothing.
 */
export function SafeMarkdown({ children }: { children: string }) {
  return (
    <div className={styles.markdown}>
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize]}
        components={{
          img: ({ src, alt }) => (
            <BlockedImage
              src={typeof src === 'string' ? src : undefined}
              alt={alt}
            />
          ),
          // Wide ones scroll, for which the keyboard needs something to stand on.
          pre: ({ children: code }) => <pre tabIndex={0}>{code}</pre>,
          table: ({ children: rows }) => <table tabIndex={0}>{rows}</table>,
          a: ({ href, children: text }) => (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {text}
            </a>
          ),
        }}
      >
        {children}
      </Markdown>
    </div>
  );
}
