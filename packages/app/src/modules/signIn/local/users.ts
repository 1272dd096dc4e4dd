import type { LocalUser } from './rememberedUser';

export const USER_TITLES: Record<LocalUser, string> = {
  developer: 'Developer',
  admin: 'Admin',
};

export const USER_ROLES: Record<LocalUser, string> = {
  developer:
    'Request remote environments, connect systems, use their APIs and events.',
  admin: 'Everything a developer may do, and approve, suspend and revoke.',
};
