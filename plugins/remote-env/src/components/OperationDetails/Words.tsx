import { useMemo, useState } from 'react';
import {
  beginningOf,
  plainWords,
} from '../../lib/documents/operation/plainWords';
import { useText } from '../../translation';
import { SafeMarkdown } from '../SafeMarkdown';
import styles from './OperationDetails.module.css';

interface WordsProps {
  /** Markdown. */
  children: string | undefined;
  /** Shows the beginning of a long text, and the rest when it is asked for. */
  short?: boolean;
}

/** A description. */
export function Words({ children: text, short }: WordsProps) {
  const beginning = short && text ? beginningOf(text) : undefined;
  if (!text) {
    return null;
  }
  return beginning === undefined ? (
    <Whole text={text} />
  ) : (
    <Foldable text={text} beginning={beginning} />
  );
}

function Whole({ text }: { text: string }) {
  const words = useMemo(() => plainWords(text), [text]);
  if (!words) {
    return <SafeMarkdown>{text}</SafeMarkdown>;
  }
  return (
    <p className={styles.words}>
      {words.map((word, index) =>
        word.isCode ? <code key={index}>{word.text}</code> : word.text,
      )}
    </p>
  );
}

function Foldable({ text, beginning }: { text: string; beginning: string }) {
  const { t } = useText();
  const [isWhole, setIsWhole] = useState(false);
  return (
    <div>
      {isWhole ? (
        <Whole text={text} />
      ) : (
        <p className={styles.words}>{beginning}</p>
      )}
      <button
        type="button"
        className={styles.textButton}
        aria-expanded={isWhole}
        onClick={() => setIsWhole(!isWhole)}
      >
        {isWhole ? t('operation.less') : t('operation.more')}
      </button>
    </div>
  );
}
