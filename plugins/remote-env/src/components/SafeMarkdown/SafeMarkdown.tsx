import Markdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { BlockedImage } from './BlockedImage';
import styles from './SafeMarkdown.module.css';
import { WidePre, WideTable } from './WideParts';

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
          pre: ({ children: code }) => <WidePre>{code}</WidePre>,
          table: ({ children: rows }) => <WideTable>{rows}</WideTable>,
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
