import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import {
  RiArchiveLine,
  RiDeleteBinLine,
  RiEditLine,
  RiMore2Line,
} from '@remixicon/react';
import {
  serviceRegisterPermission,
  serviceRemovePermission,
  serviceRetirePermission,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Service } from '../../apis';
import { useAllowed, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { RemoveServiceDialog } from './RemoveServiceDialog';
import { RetireDialog } from './RetireDialog';

/** What the reader may do with a service; nothing is shown when that is nothing. */
export function ServiceActions({ service }: { service: Service }) {
  const { t } = useText();
  const paths = usePaths();
  const navigate = useNavigate();
  const { environment, id } = service;
  const mayEdit = useAllowed(serviceRegisterPermission, environment);
  const mayRetire = useAllowed(serviceRetirePermission, environment);
  const mayRemove = useAllowed(serviceRemovePermission, environment);
  const [open, setOpen] = useState<'retire' | 'remove'>();
  const close = () => setOpen(undefined);

  const items = [
    mayEdit && paths && (
      <MenuItem
        key="edit"
        iconStart={<RiEditLine />}
        onAction={() => navigate(paths.editService(environment, id))}
      >
        {t('registering.edit')}
      </MenuItem>
    ),
    mayRetire && (
      <MenuItem
        key="retire"
        iconStart={<RiArchiveLine />}
        onAction={() => setOpen('retire')}
      >
        {t('registering.retire')}
      </MenuItem>
    ),
    mayRemove && (
      <MenuItem
        key="remove"
        color="danger"
        iconStart={<RiDeleteBinLine />}
        onAction={() => setOpen('remove')}
      >
        {t('registering.remove')}
      </MenuItem>
    ),
  ].filter(Boolean);

  if (items.length === 0) {
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
      <RetireDialog
        service={service}
        isOpen={open === 'retire'}
        onClose={close}
      />
      <RemoveServiceDialog
        service={service}
        isOpen={open === 'remove'}
        onClose={close}
      />
    </>
  );
}
