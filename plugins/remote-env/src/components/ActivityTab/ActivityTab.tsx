import type { Environment } from '../../apis';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { ActivityList } from './ActivityList';

const PAGE_SIZE = 50;

/** What happened to one remote environment, newest first. */
export function ActivityTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  return (
    <Section
      title={t('activity.title')}
      description={t('activity.description')}
    >
      <ActivityList environment={environment} pageSize={PAGE_SIZE} />
    </Section>
  );
}
