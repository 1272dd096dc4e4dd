import { TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import { useAction } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog } from '../../ui';

const MAX_REASON = 1000;

interface RevokeDialogProps {
  environment: string;
  fingerprint: string;
  isOpen: boolean;
  onClose(): void;
}

/** Asks before a certificate is revoked for good. */
export function RevokeDialog(props: RevokeDialogProps) {
  const { environment, fingerprint, isOpen, onClose } = props;
  const { t } = useText();
  const [reason, setReason] = useState('');
  const revoke = useAction(
    api =>
      api.revokeCertificate(
        environment,
        fingerprint,
        reason.trim() || undefined,
      ),
    {
      done: () => t('connection.certificates.revoked'),
      onDone: () => {
        setReason('');
        onClose();
      },
    },
  );
  const close = () => {
    setReason('');
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
      <TextAreaField
        label={t('common.reasonOptional')}
        rows={2}
        maxLength={MAX_REASON}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}
