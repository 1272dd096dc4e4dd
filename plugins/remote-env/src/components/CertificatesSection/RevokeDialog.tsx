import { Select, TextAreaField } from '@backstage/ui';
import {
  revocationCodeSchema,
  type RevocationCode,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import { useAction } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog } from '../../ui';

const MAX_REASON = 1000;
const UNSPECIFIED = 'unspecified';
const CODES = [UNSPECIFIED, ...revocationCodeSchema.options] as const;

interface RevokeDialogProps {
  environment: string;
  fingerprint: string;
  isOpen: boolean;
  onClose(): void;
}

/** Asks before a certificate is revoked for good, and why: for lists of revoked certificates, and for people. */
export function RevokeDialog(props: RevokeDialogProps) {
  const { environment, fingerprint, isOpen, onClose } = props;
  const { t } = useText();
  const [reason, setReason] = useState('');
  const [code, setCode] = useState<RevocationCode>();
  const clear = () => {
    setReason('');
    setCode(undefined);
  };
  const revoke = useAction(
    api =>
      api.revokeCertificate(environment, fingerprint, {
        ...(reason.trim() && { reason: reason.trim() }),
        ...(code && { code }),
      }),
    {
      done: () => t('connection.certificates.revoked'),
      onDone: () => {
        clear();
        onClose();
      },
    },
  );
  const close = () => {
    clear();
    revoke.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      destructive
      title={t('connection.certificates.revokeTitle')}
      confirmLabel={t('connection.certificates.revoke')}
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={close}
    >
      <p>{t('connection.certificates.revokeDescription')}</p>
      <Select
        label={t('connection.certificates.revokeCode')}
        value={code ?? UNSPECIFIED}
        onChange={value => setCode(revocationCodeSchema.safeParse(value).data)}
        options={CODES.map(value => ({
          id: value,
          label: t(`connection.certificates.code.${value}`),
        }))}
      />
      <TextAreaField
        label={t('connection.certificates.revokeText')}
        rows={2}
        maxLength={MAX_REASON}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}
