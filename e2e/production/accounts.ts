import type { Person } from '../support/people';

/** Who can sign in at the OpenID provider of the journeys, by the name that is typed there. */
export const ACCOUNTS = {
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
  abel: {
    preferred_username: 'abel',
    name: 'Abel Admin',
    groups: ['developers', 'remote-env-admins'],
  },
  mara: {
    preferred_username: 'mara',
    name: 'Mara Moving-On',
    groups: ['developers', 'remote-env-admins'],
  },
  // The provider knows her, but not by a name that could be one in the portal.
  nina: { name: 'Nina Nameless', groups: ['developers'] },
};

export type Account = keyof typeof ACCOUNTS;

/** Whose role each of them plays. */
export const ACCOUNT_OF: Record<Person, Account> = {
  Developer: 'dora',
  Admin: 'adam',
};
