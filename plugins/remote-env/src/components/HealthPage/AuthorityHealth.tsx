import { authorityRotatePermission } from '@remote-env/plugin-remote-env-common';
import { Button } from '@backstage/ui';
import { useState } from 'react';
import type { Authorities } from '../../apis';
import { useAction, useAllowedAnywhere, useLiveQuery } from '../../hooks';
import { shortHex } from '../../lib/format/fingerprint';
import { dayText } from '../../lib/format/time';
import { useText } from '../../translation';
import {
  ConfirmDialog,
  FailurePanel,
  KeyValues,
  LoadingLines,
  Section,
  StatusBadge,
} from '../../ui';

const REFRESH_MS = 30_000;

type Authority = Authorities['current'] | Authorities['retired'][number];

/** Who signs client certificates, who did before, and the way to another one. */
export function AuthorityHealth() {
  const { t } = useText();
  const { data, error, refetch } = useLiveQuery(
    ['authority'],
    api => api.getAuthority(),
    { pollMs: REFRESH_MS },
  );
  const mayRotate = useAllowedAnywhere(authorityRotatePermission);
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title={t('health.authority.title')}
      description={data?.problem}
      actions={
        data && (
          <>
            <StatusBadge tone={data.problem ? 'danger' : 'success'}>
              {t(`health.authority.state.${data.problem ? 'refused' : 'ok'}`)}
            </StatusBadge>
            {mayRotate && !data.obstacle && (
              <Button
                size="small"
                variant="secondary"
                onPress={() => setAsking(true)}
              >
                {t('health.authority.rotate')}
              </Button>
            )}
          </>
        )
      }
    >
      {!data && !error && <LoadingLines lines={3} />}
      {!data && error && (
        <FailurePanel
          error={error}
          title={t('common.loadFailed')}
          onRetry={refetch}
        />
      )}
      {data &&
        [data.current, ...data.retired].map(authority => (
          <AuthorityFacts key={authority.fingerprint} authority={authority} />
        ))}
      {data?.obstacle && <p>{data.obstacle}</p>}
      {data && asking && (
        <RotateDialog
          replaces={data.current.fingerprint}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
}

function AuthorityFacts({ authority }: { authority: Authority }) {
  const { t } = useText();
  return (
    <KeyValues
      items={[
        {
          label:
            'source' in authority
              ? t(`health.authority.source.${authority.source}`)
              : t('health.authority.retired'),
          value: authority.subject,
        },
        {
          label: t('health.authority.fingerprint'),
          value: shortHex(authority.fingerprint),
        },
        {
          label: t('health.authority.until'),
          value: dayText(Date.parse(authority.notAfter)),
        },
        { label: t('health.authority.key'), value: authority.keyAlgorithm },
        {
          label: t('health.authority.certificates'),
          value: authority.certificates,
        },
        { label: t('health.authority.revoked'), value: authority.revoked },
      ]}
    />
  );
}

function RotateDialog(props: { replaces: string; onClose(): void }) {
  const { replaces, onClose } = props;
  const { t } = useText();
  const rotate = useAction(api => api.rotateAuthority(replaces), {
    done: ({ current }) =>
      t('health.authority.rotated', { subject: current.subject }),
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      isOpen
      title={t('health.authority.rotateTitle')}
      confirmLabel={t('health.authority.rotate')}
      isPending={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    >
      <p>{t('health.authority.rotateDescription')}</p>
    </ConfirmDialog>
  );
}
