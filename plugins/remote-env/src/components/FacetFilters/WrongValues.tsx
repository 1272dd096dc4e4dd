import { Alert, Button } from '@backstage/ui';
import type { WrongValue } from '../../lib/finding/address';
import { useText } from '../../translation';

interface WrongValuesProps {
  wrong: readonly WrongValue[];
  onIgnore(): void;
}

/** What of an address means nothing: a list without it is shown, and not one that somebody takes for another. */
export function WrongValues({ wrong, onIgnore }: WrongValuesProps) {
  const { t } = useText();
  if (wrong.length === 0) {
    return null;
  }
  const values = wrong.map(({ name, value }) => `${name}=${value}`);
  return (
    <Alert
      status="warning"
      icon
      title={t('finding.wrong')}
      description={t('finding.wrongDescription', {
        values: values.join(', '),
      })}
      customActions={
        <Button size="small" variant="secondary" onPress={onIgnore}>
          {t('finding.ignore')}
        </Button>
      }
    />
  );
}
