import { useNavigate } from 'react-router-dom';
import type { Service } from '../../apis';
import { useAction, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog } from '../../ui';

interface RemoveServiceDialogProps {
  service: Service;
  isOpen: boolean;
  onClose(): void;
}

/** Removes a service with all that hangs on it, and leads back to its environment. */
export function RemoveServiceDialog(props: RemoveServiceDialogProps) {
  const { service, isOpen, onClose } = props;
  const { environment, id, displayName } = service;
  const { t } = useText();
  const paths = usePaths();
  const navigate = useNavigate();
  const remove = useAction(
    api => api.deleteService({ environment, serviceId: id }),
    {
      done: () => t('service.details.removed', { name: displayName }),
      onDone: () => paths && navigate(paths.environment(environment)),
    },
  );
  return (
    <ConfirmDialog
      isOpen={isOpen}
      destructive
      title={t('service.details.removeTitle', { name: displayName })}
      confirmLabel={t('service.details.remove')}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={() => {
        remove.reset();
        onClose();
      }}
    >
      <p>{t('service.details.removeDescription')}</p>
    </ConfirmDialog>
  );
}
