import { approvalsReadPermission } from '@remote-env/plugin-remote-env-common';
import type { ReactNode } from 'react';
import { useAllowedAnywhere, useLiveQuery, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { RemoteEnvProvider } from '../RemoteEnvProvider';

interface Waiting {
  title: string;
  /** Of the page with what waits. */
  href: string;
  /** Requests that the reader may decide on; undefined until it is known. */
  count: number | undefined;
  /** The count in words; undefined when nothing waits. */
  label: string | undefined;
}

interface WaitingApprovalsProps {
  children(waiting: Waiting): ReactNode;
}

/** For an app's navigation: how many requests wait, kept current. Nothing for those who may not approve. */
export function WaitingApprovals({ children }: WaitingApprovalsProps) {
  return (
    <RemoteEnvProvider>
      <Counted>{children}</Counted>
    </RemoteEnvProvider>
  );
}

function Counted({ children }: WaitingApprovalsProps) {
  const { t } = useText();
  const paths = usePaths();
  const isAllowed = useAllowedAnywhere(approvalsReadPermission);
  const { data } = useLiveQuery(
    ['approvals', 'count'],
    api => api.listApprovals({ limit: 1 }),
    { enabled: isAllowed },
  );
  if (!isAllowed || !paths) {
    return null;
  }
  const count = data?.totalItems;
  return (
    <>
      {children({
        title: t('approvals.title'),
        href: paths.approvals(),
        count,
        label: count ? t('approvals.waiting', { count }) : undefined,
      })}
    </>
  );
}
