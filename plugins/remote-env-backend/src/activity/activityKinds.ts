import type { PortalApiOperations } from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';

/** By what timelines are filtered. */
export type ActivityKind = NonNullable<
  NonNullable<
    PortalApiOperations['listActivity']['parameters']['query']
  >['kind']
>;

/** Actions by their whole name, or by what it begins with where that ends with a dash. */
const ACTIONS: Record<Exclude<ActivityKind, 'refusals'>, readonly string[]> = {
  decisions: ['environment-', 'connection-'],
  certificates: ['certificate-', 'token-', 'authority-'],
  services: [
    'service-register',
    'service-replace',
    'service-retire',
    'service-delete',
    'binding-',
  ],
  events: ['event-', 'subscription-', 'dead-letter-'],
  calls: [
    'edge-refused',
    'api-call-refused',
    'service-called',
    'service-invoke',
    'certificate-first-used',
  ],
};

/** Leaves the rows of one kind in a query of the activity log. */
export function whereKind(query: Knex.QueryBuilder, kind: ActivityKind): void {
  if (kind === 'refusals') {
    query.where('outcome', 'refused');
    return;
  }
  const actions = ACTIONS[kind];
  query.where(any => {
    any.whereIn(
      'action',
      actions.filter(action => !action.endsWith('-')),
    );
    for (const begin of actions.filter(action => action.endsWith('-'))) {
      any.orWhere('action', 'like', `${begin}%`);
    }
  });
}
