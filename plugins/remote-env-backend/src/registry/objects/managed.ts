/** Marks the Secrets and Services that the registry made, so that it removes no others. */
export const MANAGED_LABELS = {
  'app.kubernetes.io/managed-by': 'remote-env-registry',
} as const;
