import { Combobox } from '@backstage/ui';
import { useText } from '../../translation';
import { fieldProblem } from '../../ui';
import { useReader } from './useReader';

interface OwnerFieldProps {
  /** Entity reference. */
  value: string;
  onChange(value: string): void;
  problem?: string;
}

/** Whom a remote environment belongs to: the reader, one of their groups, or anybody by reference. */
export function OwnerField({ value, onChange, problem }: OwnerFieldProps) {
  const { t } = useText();
  const reader = useReader();
  return (
    <Combobox
      label={t('environments.form.owner')}
      description={t('environments.form.ownerDescription')}
      allowsCustomValue
      options={(reader?.ownershipEntityRefs ?? []).map(id => ({
        id,
        label: id,
      }))}
      inputValue={value}
      onInputChange={onChange}
      {...fieldProblem(problem)}
    />
  );
}
