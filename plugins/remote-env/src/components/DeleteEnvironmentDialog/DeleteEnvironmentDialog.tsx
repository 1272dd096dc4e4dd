import { TextField } from '@backstage/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Environment } from '../../apis';
import { useAction, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog } from '../../ui';

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
  const { name, serviceCount } = environment;
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
      {serviceCount > 0 && (
        <p>
          <strong>
            {t('environment.deleteServices', { count: serviceCount })}
          </strong>
        </p>
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
