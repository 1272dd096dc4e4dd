import { PasswordField, TextAreaField, TextField } from '@backstage/ui';
import type { ServiceForm } from '../../lib/forms/service/serviceForm';
import { fieldProblem } from '../../ui';
import { problemOf, type ServiceFormState } from './useServiceForm';

/** Fields of the form whose value is a text. */
type TextKey = {
  [K in keyof ServiceForm]: ServiceForm[K] extends string ? K : never;
}[keyof ServiceForm];

interface FieldProps {
  state: ServiceFormState;
  /** Of the form. */
  of: TextKey;
  /** Of the definition; problems are told by it. */
  field: string;
  label: string;
  description?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  maxLength?: number;
}

function common({ state, of, field, ...props }: FieldProps) {
  return {
    ...props,
    name: field,
    autoComplete: 'off',
    value: state.form[of],
    onChange: (value: string) => state.set({ [of]: value }),
    ...fieldProblem(problemOf(state, field)),
  };
}

export function LineField(props: FieldProps) {
  return <TextField {...common(props)} />;
}

export function SecretField(props: FieldProps) {
  return <PasswordField {...common(props)} autoComplete="new-password" />;
}

export function LinesField(props: FieldProps & { rows: number }) {
  const { rows, ...field } = props;
  return <TextAreaField {...common(field)} rows={rows} spellCheck="false" />;
}
