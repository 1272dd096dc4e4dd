import type {
  DocumentComparison,
  DocumentRole,
  EventSubscription,
  RemoteEnvironment,
  RemoteService,
  RemoteServiceBinding,
} from '@remote-env/plugin-remote-env-common';
import { pageOf, titleOf } from './aboutEnvironment';
import type { Notice } from './Notices';

const DOCUMENTS: Record<DocumentRole, string> = {
  apiSpec: 'API specification',
  eventSpec: 'event catalog',
  documentation: 'documentation',
};
/** Named in a notice; the page has them all. */
const MAX_NAMED = 3;

/** For those who use a service: what they do with it may fail with this version of its document. */
export function breakingNotice(
  {
    environment,
    service,
  }: { environment: RemoteEnvironment; service: RemoteService },
  options: {
    role: DocumentRole;
    number: number;
    comparison: DocumentComparison;
    to: readonly string[];
  },
): Notice {
  const { comparison, number, role, to } = options;
  const { breaking, changes } = comparison;
  const names = new Set(
    changes.flatMap(({ level, name, usedBy }) =>
      level === 'breaking' ? usedBy ?? [name] : [],
    ),
  );
  names.delete('');
  const named = [...names].slice(0, MAX_NAMED).join(', ');
  const rest = names.size > MAX_NAMED ? ' and more' : '';
  const count =
    breaking === 1 ? 'one breaking change' : `${breaking} breaking changes`;
  return {
    to,
    title: `${service.spec.displayName} of ${titleOf(
      environment,
    )} has ${count}`,
    description: `Version ${number} of its ${
      DOCUMENTS[role]
    } may break what uses it${named && `: ${named}${rest}`}.`,
    link: `${pageOf(environment)}/services/${service.spec.id}/versions`,
    severity: 'high',
    // Of this very version: sent once more, by a portal that does not know of the first time, it replaces the first.
    scope: `remote-env:breaking:${service.metadata.uid}:${role}:${number}`,
  };
}

/** Who runs what a binding or subscription is for: its component, whose owner is told, or else whoever made it. */
export function consumersOf(
  used: readonly (RemoteServiceBinding | EventSubscription)[],
): string[] {
  const references = used.flatMap(
    ({ spec }) => spec.consumer.component ?? spec.createdBy ?? [],
  );
  return [...new Set(references)];
}

/** Whether a subscription is for events of this service, or for some that it had in the version before. */
export function subscribesTo(
  { spec }: EventSubscription,
  service: RemoteService,
  { changes }: DocumentComparison,
): boolean {
  const offered = new Set(service.spec.events?.types.map(({ name }) => name));
  const gone = changes.filter(
    ({ rule }) => rule === 'channel.removed' || rule === 'message.removed',
  );
  const declared = new Set(gone.flatMap(({ eventTypes = [] }) => eventTypes));
  const removed = gone.map(({ name }) => name.replaceAll('/', '.'));
  return spec.eventTypes.some(
    ({ type }) =>
      offered.has(type) ||
      declared.has(type) ||
      removed.some(name => name === type || name.startsWith(`${type}.`)),
  );
}
