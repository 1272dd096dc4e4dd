import styles from './OperationDetails.module.css';

interface ChoiceProps {
  label: string;
  options: readonly string[];
  /** Index of an option. */
  chosen: number;
  onChoice(chosen: number): void;
}

/** One of some; the only one as a word. A plain element: an operation may have dozens of them. */
export function Choice({ label, options, chosen, onChoice }: ChoiceProps) {
  return options.length === 1 ? (
    <code className={styles.secondary}>{options[0]}</code>
  ) : (
    <select
      className={styles.select}
      aria-label={label}
      value={chosen}
      onChange={event => onChoice(Number(event.target.value))}
    >
      {options.map((option, index) => (
        <option key={index} value={index}>
          {option}
        </option>
      ))}
    </select>
  );
}
