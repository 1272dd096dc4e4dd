import { TextAreaField, TextField } from '@backstage/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Environment } from '../../apis';
import { useAction, usePaths } from '../../hooks';
import { useText } from '../../translation';
import { ConfirmDialog, fieldProblem } from '../../ui';
import { OwnerField, useReader } from '../OwnerField';
import {
  emptyForm,
  formOf,
  readForm,
  type EnvironmentForm,
} from './environmentForm';

const MAX_TITLE = 100;
const MAX_DESCRIPTION = 2000;

interface EnvironmentDialogProps {
  isOpen: boolean;
  onClose(): void;
  /** Changes this one instead of requesting a new one. */
  environment?: Environment;
}

/** Requests a remote environment, or changes what people see of one. */
export function EnvironmentDialog(props: EnvironmentDialogProps) {
  // A fresh form each time it opens.
  return props.isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ onClose, environment }: EnvironmentDialogProps) {
  const { t } = useText();
  const paths = usePaths();
  const navigate = useNavigate();
  const reader = useReader();
  const [changes, setChanges] = useState<Partial<EnvironmentForm>>({});
  const form: EnvironmentForm = {
    ...(environment
      ? formOf(environment)
      : emptyForm(reader?.userEntityRef ?? '')),
    ...changes,
  };
  const [touched, setTouched] = useState(false);
  const set = (field: keyof EnvironmentForm) => (value: string) =>
    setChanges(previous => ({ ...previous, [field]: value }));

  const read = readForm(form);
  const problems = 'problems' in read ? read.problems : {};
  const showName = form.name !== '' || touched;

  const save = useAction(
    async api => {
      if ('problems' in read) {
        throw new Error('The form is not complete');
      }
      const { name, ...fields } = read.environment;
      return environment
        ? api.changeEnvironment(
            name,
            { displayName: '', description: '', ...fields },
            environment.etag,
          )
        : api.createEnvironment(read.environment);
    },
    {
      done: saved =>
        environment
          ? t('environments.form.saved', { name: saved.name })
          : t('environments.form.created', { name: saved.name }),
      onDone: saved => {
        onClose();
        const target = paths?.environment(saved.name);
        if (!environment && target) {
          navigate(target);
        }
      },
    },
  );

  return (
    <ConfirmDialog
      isOpen
      width={560}
      title={
        environment
          ? t('environments.form.editTitle', { name: environment.name })
          : t('environments.form.createTitle')
      }
      confirmLabel={
        environment
          ? t('environments.form.save')
          : t('environments.form.submit')
      }
      isPending={save.isPending}
      isIncomplete={touched && 'problems' in read}
      error={save.error}
      onConfirm={() => {
        setTouched(true);
        if (!('problems' in read)) {
          save.mutate();
        }
      }}
      onClose={onClose}
    >
      {!environment && (
        <>
          <p>{t('environments.form.createIntro')}</p>
          <TextField
            label={t('environments.form.name')}
            description={t('environments.form.nameDescription')}
            isRequired
            autoComplete="off"
            value={form.name}
            onChange={set('name')}
            {...fieldProblem(
              showName && problems.name
                ? t(`environments.form.nameProblem.${problems.name}`, {
                    name: form.name.trim(),
                  })
                : undefined,
            )}
          />
        </>
      )}
      <TextField
        label={t('environments.form.displayName')}
        description={t('environments.form.displayNameDescription')}
        maxLength={MAX_TITLE}
        value={form.displayName}
        onChange={set('displayName')}
      />
      <TextAreaField
        label={t('environments.form.descriptionLabel')}
        rows={3}
        maxLength={MAX_DESCRIPTION}
        value={form.description}
        onChange={set('description')}
      />
      <OwnerField
        value={form.owner}
        onChange={set('owner')}
        problem={
          problems.owner ? t('environments.form.ownerProblem') : undefined
        }
      />
      <TextAreaField
        label={t('environments.form.labels')}
        description={t('environments.form.labelsDescription')}
        rows={2}
        value={form.labels}
        onChange={set('labels')}
        {...fieldProblem(
          problems.labels
            ? t(`environments.form.labelProblem.${problems.labels.reason}`, {
                line: String(problems.labels.line),
              })
            : undefined,
        )}
      />
    </ConfirmDialog>
  );
}
