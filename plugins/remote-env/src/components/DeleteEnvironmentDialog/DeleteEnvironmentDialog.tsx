import { TextField } from '@backstage/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Belongings, Environment } from '../../apis';
import { useAction, useLiveQuery, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog, FailurePanel } from '../../ui';

interface DeleteEnvironmentDialogProps {
  environment: Environment;
  isOpen: boolean;
  onClose(): void;
}

/** Deletes a remote environment once its name was typed, after saying what goes with it. */
export function DeleteEnvironmentDialog(props: DeleteEnvironmentDialogProps) {
  const { environment, isOpen, onClose } = props;
  const { t } = useText();
  const paths = usePaths();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const { name } = environment;
  const belongings = useLiveQuery(
    ['environment', name, 'belongings'],
    api => api.countBelongings(name),
    { enabled: isOpen },
  );
  const remove = useAction(api => api.deleteEnvironment(name), {
    done: () => t('environment.deleted', { name }),
    onDone: () => {
      onClose();
      if (paths) {
        navigate(paths.environments());
      }
    },
  });
  return (
    <ConfirmDialog
      isOpen={isOpen}
      destructive
      title={t('environment.deleteTitle', { name })}
      confirmLabel={t('common.delete')}
      isPending={remove.isPending}
      isIncomplete={typed !== name}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={() => {
        setTyped('');
        remove.reset();
        onClose();
      }}
    >
      <p>{t('environment.deleteWhat')}</p>
      {belongings.error ? (
        <FailurePanel
          error={belongings.error}
          title={t('common.loadFailed')}
          onRetry={belongings.refetch}
        />
      ) : (
        <BelongingsList counts={belongings.data} />
      )}
      <TextField
        label={t('environment.deleteConfirm', { name })}
        autoComplete="off"
        value={typed}
        onChange={setTyped}
      />
    </ConfirmDialog>
  );
}

/** What goes with it, by number; what there is none of is left out. */
function BelongingsList({ counts }: { counts: Belongings | undefined }) {
  const { t } = useText();
  if (!counts) {
    return <p role="status">{t('environment.deleteCounting')}</p>;
  }
  const { services, certificates, bindings, subscriptions } = counts;
  const lines = [
    services > 0 && t('environment.deleteServices', { count: services }),
    certificates > 0 &&
      t('environment.deleteCertificates', { count: certificates }),
    bindings > 0 && t('environment.deleteBindings', { count: bindings }),
    subscriptions > 0 &&
      t('environment.deleteSubscriptions', { count: subscriptions }),
  ].filter(line => line !== false);
  if (lines.length === 0) {
    return <p>{t('environment.deleteNothing')}</p>;
  }
  return (
    <ul aria-label={t('environment.deleteBelongings')}>
      {lines.map(line => (
        <li key={line}>
          <strong>{line}</strong>
        </li>
      ))}
    </ul>
  );
}
