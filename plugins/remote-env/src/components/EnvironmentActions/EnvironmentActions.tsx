import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import {
  RiDeleteBinLine,
  RiEditLine,
  RiForbidLine,
  RiMore2Line,
  RiPauseCircleLine,
  RiPlayCircleLine,
} from '@remixicon/react';
import {
  environmentApprovePermission,
  environmentDeletePermission,
  environmentRetirePermission,
  environmentSuspendPermission,
  environmentUpdatePermission,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { Environment } from '../../apis';
import { useAllowed } from '../../hooks';
import { useApprove } from '../../hooks/useApprove';
import { useText } from '../../translation';
import { DecisionDialog } from '../DecisionDialog';
import { DeleteEnvironmentDialog } from '../DeleteEnvironmentDialog';
import { EnvironmentDialog } from '../EnvironmentDialog';

/** What the reader may do with a remote environment; nothing is shown when that is nothing. */
export function EnvironmentActions(props: { environment: Environment }) {
  const { environment } = props;
  const { name, state } = environment;
  const { t } = useText();
  const mayEdit = useAllowed(environmentUpdatePermission, name);
  const mayDelete = useAllowed(environmentDeletePermission, name);
  const mayDecide = useAllowed(environmentApprovePermission, name);
  const maySuspend = useAllowed(environmentSuspendPermission, name);
  const mayRetire = useAllowed(environmentRetirePermission, name);
  const [open, setOpen] = useState<
    'edit' | 'suspended' | 'retired' | 'delete'
  >();
  const close = () => setOpen(undefined);

  const resume = useApprove(environment);

  const items = [
    mayEdit && (
      <MenuItem
        key="edit"
        iconStart={<RiEditLine />}
        onAction={() => setOpen('edit')}
      >
        {t('common.edit')}
      </MenuItem>
    ),
    maySuspend && state === 'approved' && (
      <MenuItem
        key="suspend"
        iconStart={<RiPauseCircleLine />}
        onAction={() => setOpen('suspended')}
      >
        {t('environment.suspend')}
      </MenuItem>
    ),
    mayDecide && state === 'suspended' && (
      <MenuItem
        key="resume"
        iconStart={<RiPlayCircleLine />}
        onAction={() => resume.mutate()}
      >
        {t('environment.resume')}
      </MenuItem>
    ),
    mayRetire && (state === 'approved' || state === 'suspended') && (
      <MenuItem
        key="retire"
        iconStart={<RiForbidLine />}
        onAction={() => setOpen('retired')}
      >
        {t('environment.retire')}
      </MenuItem>
    ),
    mayDelete && (
      <MenuItem
        key="delete"
        color="danger"
        iconStart={<RiDeleteBinLine />}
        onAction={() => setOpen('delete')}
      >
        {t('common.delete')}
      </MenuItem>
    ),
  ].filter(Boolean);

  if (state === 'deleting' || items.length === 0) {
    return null;
  }
  return (
    <>
      <MenuTrigger>
        <ButtonIcon
          variant="secondary"
          icon={<RiMore2Line />}
          aria-label={t('common.more')}
        />
        <Menu placement="bottom end">{items}</Menu>
      </MenuTrigger>
      <EnvironmentDialog
        isOpen={open === 'edit'}
        environment={environment}
        onClose={close}
      />
      <DecisionDialog
        environment={environment}
        verdict={open === 'suspended' || open === 'retired' ? open : undefined}
        onClose={close}
      />
      <DeleteEnvironmentDialog
        environment={environment}
        isOpen={open === 'delete'}
        onClose={close}
      />
    </>
  );
}
