import { Button, SearchField, Text } from '@backstage/ui';
import type { Facet } from '../../apis';
import { useText } from '../../translation';
import { LoadingLines } from '../../ui';
import { FacetGroup } from './FacetGroup';
import styles from './FacetFilters.module.css';
import { chooseInGroup, labelGroups, splitLabel } from './labelGroups';

/** A facet whose values have names of their own. */
export interface NamedFacet {
  /** Parameter of the address. */
  id: string;
  label: string;
  facet: Facet | undefined;
  chosen: readonly string[];
  nameOf(value: string): string;
}

export interface FacetPanelProps {
  named: readonly NamedFacet[];
  labels: { facet: Facet | undefined; chosen: readonly string[] };
  labelWords: string;
  onLabelWords(words: string): void;
  onChoose(id: string, values: string[]): void;
  /** Absent once there is no more to be had. */
  onMore?: () => void;
  isLoading: boolean;
  isFailed: boolean;
}

/** Everything that a list can be limited to, with counts. */
export function FacetPanel(props: FacetPanelProps) {
  const { t } = useText();
  const { named, labels, labelWords, onChoose } = props;
  if (props.isFailed) {
    return <Text color="secondary">{t('finding.unavailable')}</Text>;
  }
  if (props.isLoading) {
    return <LoadingLines lines={8} />;
  }
  const groups = labelGroups(labels.facet?.values ?? []);
  const hasLabels = groups.length > 0 || labelWords !== '';
  const hasMore = [labels.facet, ...named.map(({ facet }) => facet)].some(
    facet => facet?.more,
  );
  return (
    <>
      {named.map(({ id, label, facet, chosen, nameOf }) => (
        <FacetGroup
          key={id}
          label={label}
          values={facet?.values ?? []}
          chosen={chosen}
          nameOf={nameOf}
          onChange={values => onChoose(id, values)}
        />
      ))}
      {hasLabels && (
        <div className={styles.labels}>
          <SearchField
            size="small"
            aria-label={t('finding.searchLabels')}
            placeholder={t('finding.searchLabels')}
            value={labelWords}
            onChange={props.onLabelWords}
          />
          {groups.length === 0 && (
            <Text color="secondary">{t('finding.noLabel')}</Text>
          )}
          {groups.map(({ key, values }) => (
            <FacetGroup
              key={key}
              label={key}
              values={values}
              chosen={labels.chosen}
              nameOf={value => splitLabel(value).value || '–'}
              onChange={all =>
                onChoose(
                  'label',
                  chooseInGroup(
                    labels.chosen,
                    key,
                    all.filter(value => splitLabel(value).key === key),
                  ),
                )
              }
            />
          ))}
        </div>
      )}
      {hasMore && props.onMore && (
        <Button size="small" variant="tertiary" onPress={props.onMore}>
          {t('finding.more')}
        </Button>
      )}
    </>
  );
}
