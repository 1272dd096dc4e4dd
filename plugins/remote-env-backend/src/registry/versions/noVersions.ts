import type { RegistryContext } from '../RegistryContext';

/** Of a registry that keeps no former documents. */
export const NO_VERSIONS: RegistryContext['versions'] = {
  record: async () => {},
  forget: async () => [],
  isKept: async () => false,
  kept: async () => new Set(),
  services: async () => [],
  pruneAll: async () => {},
};
