import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useText } from '../../translation';
import { FailurePanel } from '../FailurePanel';
import styles from './ConfirmDialog.module.css';

interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  destructive?: boolean;
  isPending: boolean;
  /** Keeps the button off until what it needs is filled in. */
  isIncomplete?: boolean;
  error?: unknown;
  width?: number;
  onConfirm(): void;
  onClose(): void;
}

/** Asks, or lets fill in, before something happens; stays open and says why when it did not. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useText();
  const { isPending, isIncomplete, onConfirm, onClose } = props;
  return (
    <Dialog
      isOpen={props.isOpen}
      isDismissable={!isPending}
      width={props.width ?? 520}
      onOpenChange={open => {
        if (!open && !isPending) {
          onClose();
        }
      }}
    >
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        <DialogForm
          onSubmit={() => {
            if (!isIncomplete && !isPending) {
              onConfirm();
            }
          }}
        >
          {props.children}
          {props.error !== undefined && props.error !== null && (
            <FailurePanel error={props.error} />
          )}
        </DialogForm>
      </DialogBody>
      <DialogFooter>
        <Button
          variant="primary"
          destructive={props.destructive}
          isPending={isPending}
          isDisabled={isIncomplete}
          onPress={onConfirm}
        >
          {props.confirmLabel}
        </Button>
        <Button variant="secondary" isDisabled={isPending} onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

/** Enter submits it, and its first field has the focus when the dialog opens. */
function DialogForm(props: { onSubmit(): void; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current
      ?.querySelector<HTMLElement>('input:not([type=hidden]), textarea')
      ?.focus();
  }, []);
  return (
    <form
      ref={form}
      className={styles.body}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}
