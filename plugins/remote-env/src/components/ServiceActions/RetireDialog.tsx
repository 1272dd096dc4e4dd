import { Button, Select, TextField } from '@backstage/ui';
import { useState } from 'react';
import type { Deprecation, Service } from '../../apis';
import { useAction, useLiveQuery } from '../../hooks';
import { isDay } from '../../lib/format/day';
import { useText } from '../../translation';
import { ConfirmDialog, fieldProblem } from '../../ui';

const NONE = 'none';
/** Services among which the successor is chosen. */
const MAX_OFFERED = 200;

interface RetireDialogProps {
  service: Service;
  isOpen: boolean;
  onClose(): void;
}

/** Says until when a service is there and what takes its place, or takes that back. */
export function RetireDialog(props: RetireDialogProps) {
  // A fresh form each time it opens.
  return props.isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ service, onClose }: RetireDialogProps) {
  const { t } = useText();
  const { environment, id, displayName, deprecation, etag } = service;
  const [endsOn, setEndsOn] = useState(deprecation?.endsOn ?? '');
  const [successor, setSuccessor] = useState(deprecation?.successor ?? NONE);
  const [isTouched, setIsTouched] = useState(false);
  const others = useLiveQuery(['environment', environment, 'successors'], api =>
    api.listServices(environment, { limit: MAX_OFFERED }),
  );
  const offered = (others.data?.items ?? []).filter(each => each.id !== id);
  const isGood = isDay(endsOn.trim());

  const retire = useAction(
    (api, change: Deprecation | undefined) =>
      api.retireService({ environment, serviceId: id }, change, etag),
    {
      done: (_, change) =>
        change
          ? t('retiring.saved', { name: displayName, day: change.endsOn })
          : t('retiring.takenBack', { name: displayName }),
      onDone: onClose,
    },
  );

  return (
    <ConfirmDialog
      isOpen
      title={t('retiring.title', { name: displayName })}
      confirmLabel={t('retiring.save')}
      isPending={retire.isPending}
      isIncomplete={isTouched && !isGood}
      error={retire.error}
      onConfirm={() => {
        setIsTouched(true);
        if (isGood) {
          retire.mutate({
            endsOn: endsOn.trim(),
            ...(successor !== NONE && { successor }),
          });
        }
      }}
      onClose={onClose}
    >
      <p>{t('retiring.intro')}</p>
      <TextField
        label={t('retiring.endsOn')}
        description={t('retiring.endsOnDescription')}
        isRequired
        autoComplete="off"
        value={endsOn}
        onChange={setEndsOn}
        {...fieldProblem(
          isTouched && !isGood ? t('retiring.endsOnProblem') : undefined,
        )}
      />
      <Select
        label={t('retiring.successor')}
        value={successor}
        onChange={key => setSuccessor(key === null ? NONE : String(key))}
        options={[
          { id: NONE, label: t('retiring.noSuccessor') },
          // One that kubectl named, or that is too far down the list.
          ...(successor !== NONE &&
          !offered.some(({ name }) => name === successor)
            ? [{ id: successor, label: successor }]
            : []),
          ...offered.map(each => ({
            id: each.name,
            label: each.displayName,
          })),
        ]}
      />
      {deprecation && (
        <div>
          <Button
            variant="secondary"
            isDisabled={retire.isPending}
            onPress={() => retire.mutate(undefined)}
          >
            {t('retiring.takeBack')}
          </Button>
        </div>
      )}
    </ConfirmDialog>
  );
}
