import { useMemo, useRef, useState } from 'react';
import { prefilled } from '../../lib/forms/service/prefill';
import { readServiceForm } from '../../lib/forms/service/readServiceForm';
import type { ServiceForm } from '../../lib/forms/service/serviceForm';
import { sortFiles } from '../../lib/forms/service/sortFiles';
import { useText } from '../../translation';
import { jumpTo, type Spot } from './jumpTo';
import type { ReadFiles } from './readDropped';
import { useServiceCheck } from './useServiceCheck';

/** One thing that keeps the service from being saved. */
export interface FormProblem extends Spot {
  problem: string;
}

/** What became of files that were given. */
export type TakenFiles =
  | { isTooMuch: true }
  | { taken: number; ignored: string[]; unreadable: string[] };

/** The state of the form: what is in its fields, and what the portal says of it. */
export function useServiceForm(options: {
  environment: string;
  initial: ServiceForm;
  /** Id of the service that is edited. */
  serviceId?: string;
}) {
  const { t } = useText();
  const { environment, initial, serviceId } = options;
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(initial);
  const [isSubmitted, setIsSubmitted] = useState(false);
  const [taken, setTaken] = useState<TakenFiles>();
  const read = useMemo(() => readServiceForm(form), [form]);
  const definition = 'definition' in read ? read.definition : undefined;
  const isUntouched = form === initial;
  const check = useServiceCheck(
    environment,
    isUntouched && !isSubmitted && serviceId === undefined
      ? undefined
      : definition,
    serviceId,
  );

  const set = (changes: Partial<ServiceForm>) =>
    setForm(previous => ({ ...previous, ...changes }));
  const setDocument = (part: 'apiText' | 'eventsText', text: string) =>
    setForm(previous => ({
      ...previous,
      [part]: text,
      ...prefilled(previous, text),
    }));

  const found: FormProblem[] =
    'unreadable' in read
      ? read.unreadable.map(({ field, line }) => ({
          field,
          problem: t('registering.unreadableLine', { line: String(line) }),
          line,
        }))
      : check.data?.problems ?? [];
  const existing = serviceId === undefined ? check.data?.existing : undefined;
  const all: FormProblem[] = existing
    ? [
        ...found,
        {
          field: 'identifier',
          problem: t('registering.existing', { name: existing.displayName }),
        },
      ]
    : found;
  // Nobody wants to be told of what they have not come to yet.
  const problems = isSubmitted
    ? all
    : all.filter(({ field, problem }) => !isMissing(field, problem));

  return {
    element,
    form,
    definition,
    check,
    existing,
    problems,
    taken,
    isSubmitted,
    serviceId,
    environment,
    set,
    setDocument,
    takeFiles: (given: ReadFiles) => {
      if ('isTooMuch' in given) {
        setTaken({ isTooMuch: true });
        return;
      }
      const { apiText, eventsText, guides, ignored } = sortFiles(given.files);
      setTaken({
        taken: given.files.length - ignored.length,
        ignored,
        unreadable: given.unreadable,
      });
      setForm(previous => {
        let next = { ...previous };
        if (eventsText !== undefined) {
          next = { ...next, eventsText, ...prefilled(next, eventsText) };
        }
        if (apiText !== undefined) {
          // Its words count more than those of the events.
          next = { ...next, apiText, ...prefilled(previous, apiText) };
        }
        return guides.length > 0 ? { ...next, guides } : next;
      });
    },
    jump: (spot: Spot) => {
      if (element.current) {
        jumpTo(element.current, spot);
      }
    },
    /** What to send, or undefined when something has to be put right; the first of that has the focus then. */
    submit: () => {
      setIsSubmitted(true);
      if (isUntouched) {
        // The check that begins now says what there is to fill in, or that nothing was changed.
        return undefined;
      }
      const [first] = all;
      if (first && check.isSettled) {
        if (element.current) {
          jumpTo(element.current, first);
        }
        return undefined;
      }
      return definition;
    },
  };
}

export type ServiceFormState = ReturnType<typeof useServiceForm>;

/** The first problem of a field, or of what lies in it. */
export function problemOf(
  { problems }: Pick<ServiceFormState, 'problems'>,
  field: string,
): string | undefined {
  return problems.find(
    each => each.field === field || each.field.startsWith(`${field}.`),
  )?.problem;
}

/** Whether a problem is only that something is not there yet. */
function isMissing(field: string, problem: string): boolean {
  return field === '' || /cannot be empty|must be given/.test(problem);
}
