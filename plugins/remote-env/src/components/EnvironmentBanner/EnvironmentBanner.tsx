import { Alert, Button, ButtonLink } from '@backstage/ui';
import { environmentApprovePermission } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { Environment } from '../../apis';
import { useAllowed, usePaths } from '../../hooks';
import { useApprove } from '../../hooks/useApprove';
import { actorName } from '../../lib/format/actor';
import { useText } from '../../translation';
import { DecisionDialog } from '../DecisionDialog';
import { useReader } from '../OwnerField';
import styles from './EnvironmentBanner.module.css';

/** Says where the connection stands when something is missing or wrong, and what the reader can do about it. */
export function EnvironmentBanner({
  environment,
}: {
  environment: Environment;
}) {
  const { t } = useText();
  const paths = usePaths();
  const mayDecide = useAllowed(environmentApprovePermission, environment.name);
  const [rejecting, setRejecting] = useState(false);
  const { name, state, decision, connected } = environment;
  const { approvals = [], requiredApprovals: required = 1 } = environment;
  const reader = useReader()?.userEntityRef;
  const hasApproved = approvals.some(({ by }) => by === reader);

  const approve = useApprove(environment);
  const approveButton = (label: string) => (
    <Button
      size="small"
      variant="primary"
      isDisabled={hasApproved}
      isPending={approve.isPending}
      onPress={() => approve.mutate()}
    >
      {label}
    </Button>
  );
  const nameOf = (actor: string | undefined) =>
    actor ? actorName(actor) : t('environment.banner.someone');
  const who = nameOf(decision?.by);
  const reason = decision?.reason
    ? t('environment.banner.reason', { reason: decision.reason })
    : undefined;

  const progress =
    required > 1
      ? [
          t('environment.banner.progressTitle', {
            given: String(approvals.length),
            required: String(required),
          }),
          hasApproved
            ? t('environment.banner.progressOwn')
            : approvals.length > 0 &&
              t('environment.banner.progressApproved', {
                who: approvals.map(({ by }) => nameOf(by)).join(', '),
              }),
        ]
          .filter(Boolean)
          .join('. ')
      : undefined;

  switch (state) {
    case 'requested':
      return (
        <>
          <Alert
            status="warning"
            icon
            title={t('environment.banner.requestedTitle')}
            description={[
              mayDecide
                ? t('environment.banner.requestedAdmin', {
                    who: nameOf(environment.requestedBy),
                  })
                : t('environment.banner.requestedOther'),
              progress,
            ]
              .filter(Boolean)
              .join(' ')}
            customActions={
              mayDecide && (
                <div className={styles.actions}>
                  {approveButton(t('environment.approve'))}
                  <Button
                    size="small"
                    variant="secondary"
                    onPress={() => setRejecting(true)}
                  >
                    {t('environment.reject')}
                  </Button>
                </div>
              )
            }
          />
          <DecisionDialog
            environment={environment}
            verdict={rejecting ? 'rejected' : undefined}
            onClose={() => setRejecting(false)}
          />
        </>
      );
    case 'rejected':
      return (
        <Alert
          status="danger"
          icon
          title={t('environment.banner.rejectedTitle', { who })}
          description={reason}
          customActions={mayDecide && approveButton(t('environment.approve'))}
        />
      );
    case 'suspended':
      return (
        <Alert
          status="danger"
          icon
          title={t('environment.banner.suspendedTitle', { who })}
          description={[
            t('environment.banner.suspendedDescription'),
            reason,
            progress,
          ]
            .filter(Boolean)
            .join(' ')}
          customActions={mayDecide && approveButton(t('environment.resume'))}
        />
      );
    case 'retired':
      return (
        <Alert
          status="info"
          icon
          title={t('environment.banner.retiredTitle', { who })}
          description={[t('environment.banner.retiredDescription'), reason]
            .filter(Boolean)
            .join(' ')}
        />
      );
    case 'deleting':
      return (
        <Alert
          status="info"
          isPending
          title={t('environment.banner.deletingTitle')}
          description={t('environment.banner.deletingDescription')}
        />
      );
    case 'approved':
      return connected ? null : (
        <Alert
          status="info"
          icon
          title={t('environment.banner.notConnectedTitle')}
          description={t('environment.banner.notConnectedDescription')}
          customActions={
            paths && (
              <ButtonLink
                size="small"
                variant="secondary"
                href={`${paths.environment(name, 'connection')}?connect=token`}
              >
                {t('environment.banner.connect')}
              </ButtonLink>
            )
          }
        />
      );
    default:
      return null;
  }
}
