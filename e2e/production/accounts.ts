import type { Person } from '../support/people';

/** Who can sign in at the OpenID provider of the journeys, by the name that is typed there. */
export const ACCOUNTS: Record<string, Record<string, unknown>> = {
  dora: {
    preferred_username: 'dora',
    name: 'Dora Developer',
    email: 'dora@acme.test',
    email_verified: true,
    groups: ['developers'],
  },
  adam: {
    preferred_username: 'adam',
    name: 'Adam Admin',
    groups: ['developers', 'remote-env-admins'],
  },
};

/** Whose role each of them plays. */
export const ACCOUNT_OF: Record<Person, string> = {
  Developer: 'dora',
  Admin: 'adam',
};
