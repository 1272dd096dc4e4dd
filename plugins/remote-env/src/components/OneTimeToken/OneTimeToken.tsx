import { Button } from '@backstage/ui';
import { RiKey2Line } from '@remixicon/react';
import { useAction } from '../../hooks';
import { useText } from '../../translation';
import { Way } from '../../ui';
import { TokenDialog } from './TokenDialog';

interface OneTimeTokenProps {
  environment: string;
  isEnabled: boolean;
}

/** Fetches a one-time token on click, never before. */
export function OneTimeToken({ environment, isEnabled }: OneTimeTokenProps) {
  const { t } = useText();
  const issue = useAction(api => api.issueToken(environment), {
    failed: t('common.failed'),
  });
  return (
    <Way
      icon={<RiKey2Line />}
      title={t('connection.token.title')}
      description={t('connection.token.description')}
    >
      <Button
        variant="primary"
        isDisabled={!isEnabled}
        isPending={issue.isPending}
        onPress={() => issue.mutate()}
      >
        {t('connection.token.fetch')}
      </Button>
      {issue.data && (
        <TokenDialog
          environment={environment}
          token={issue.data}
          isFetching={issue.isPending}
          onAnother={() => issue.mutate()}
          onClose={() => issue.reset()}
        />
      )}
    </Way>
  );
}
