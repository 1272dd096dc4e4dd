import { Text } from '@backstage/ui';
import { useId } from 'react';
import type { DocumentChange } from '../../apis';
import { useText } from '../../translation';
import { StatusBadge } from '../../ui';
import { TONES } from './ChangeCounts';
import { isRule } from './isRule';
import styles from './VersionsTab.module.css';

interface ChangeListProps {
  level: DocumentChange['level'];
  /** Of this level; more than are given, where there are very many. */
  total: number;
  changes: readonly DocumentChange[];
}

/** Changes of one gravity by what they are in. */
export function ChangeList({ level, total, changes }: ChangeListProps) {
  const { t } = useText();
  const id = useId();
  if (total === 0) {
    return null;
  }
  return (
    <section aria-labelledby={id}>
      <div className={styles.head}>
        <h4 id={id} className={styles.level}>
          <StatusBadge tone={TONES[level]}>
            {t(`versions.level.${level}`)} ({total})
          </StatusBadge>
        </h4>
        <Text as="span" color="secondary">
          {t(`versions.level.${level}Hint`)}
        </Text>
      </div>
      <ul className={styles.subjects}>
        {[...bySubject(changes)].map(([key, group]) => (
          <li key={key} className={styles.subject}>
            <SubjectName change={group[0]} />
            <ul className={styles.found}>
              {group.map((change, i) => (
                <li key={i}>
                  <ChangeText change={change} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Group = [DocumentChange, ...DocumentChange[]];

function bySubject(changes: readonly DocumentChange[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const key = `${change.kind} ${change.name} ${change.direction ?? ''}`;
    const group = groups.get(key);
    if (group) {
      group.push(change);
    } else {
      groups.set(key, [change]);
    }
  }
  return groups;
}

function SubjectName({ change }: { change: DocumentChange }) {
  const { t } = useText();
  const { direction, kind, name, usedBy = [] } = change;
  if (kind === 'document') {
    return <strong>{t('versions.subject.document')}</strong>;
  }
  if (kind !== 'schema') {
    return <code>{name}</code>;
  }
  return (
    <>
      <strong>
        {direction === 'request'
          ? t('versions.subject.schemaRequest', { name })
          : t('versions.subject.schemaResponse', { name })}
      </strong>
      {usedBy.length > 0 && (
        <div className={styles.note}>
          {t('versions.subject.usedBy', { list: usedBy.join(', ') })}
        </div>
      )}
    </>
  );
}

function ChangeText({ change }: { change: DocumentChange }) {
  const { t } = useText();
  const { after, at, before, rule } = change;
  return (
    <>
      {at && (
        <>
          <code>{at}</code>{' '}
        </>
      )}
      {isRule(rule) ? t(`versions.rule.${rule}`) : rule}
      {before !== undefined && after !== undefined && (
        <> ({t('versions.fromTo', { before, after })})</>
      )}
      {before !== undefined && after === undefined && (
        <> ({t('versions.was', { before })})</>
      )}
      {before === undefined && after !== undefined && (
        <> ({t('versions.is', { after })})</>
      )}
    </>
  );
}
