import {
  environmentNameProblem,
  RESERVED_ENVIRONMENT_NAMES,
} from '@remote-env/plugin-remote-env-common';
import type { Environment, NewEnvironment } from '../../apis';
import {
  formatLabels,
  parseLabels,
  type LabelProblem,
} from '../../lib/forms/labels';

/** `kind:name` or `kind:namespace/name`. */
const OWNER = /^[a-z]+:([^/:\s]+\/)?[^/:\s]+$/i;

/** What the dialog's fields hold. */
export interface EnvironmentForm {
  name: string;
  displayName: string;
  description: string;
  labels: string;
  owner: string;
}

/** What is wrong with the fields; nothing when it is empty. */
export interface FormProblems {
  name?: 'shape' | 'reserved';
  labels?: LabelProblem;
  owner?: true;
}

export function emptyForm(owner: string): EnvironmentForm {
  return { name: '', displayName: '', description: '', labels: '', owner };
}

export function formOf(environment: Environment): EnvironmentForm {
  return {
    name: environment.name,
    displayName: environment.displayName ?? '',
    description: environment.description ?? '',
    labels: formatLabels(environment.labels),
    owner: environment.owner ?? '',
  };
}

function nameProblem(name: string): FormProblems['name'] {
  if (environmentNameProblem(name) === undefined) {
    return undefined;
  }
  return RESERVED_ENVIRONMENT_NAMES.has(name) ? 'reserved' : 'shape';
}

/** Reads the fields: either what to send, or what is wrong. */
export function readForm(
  form: EnvironmentForm,
): { environment: NewEnvironment } | { problems: FormProblems } {
  const problems: FormProblems = {};
  const name = form.name.trim();
  const wrongName = nameProblem(name);
  if (wrongName) {
    problems.name = wrongName;
  }
  const labels = parseLabels(form.labels);
  if ('problem' in labels) {
    problems.labels = labels.problem;
  }
  const owner = form.owner.trim();
  if (owner && !OWNER.test(owner)) {
    problems.owner = true;
  }
  if (Object.keys(problems).length > 0 || 'problem' in labels) {
    return { problems };
  }
  const displayName = form.displayName.trim();
  const description = form.description.trim();
  return {
    environment: {
      name,
      labels: labels.labels,
      ...(displayName && { displayName }),
      ...(description && { description }),
      ...(owner && { owner }),
    },
  };
}
