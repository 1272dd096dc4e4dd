import type {
  Permission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { usePermission } from '@backstage/plugin-permission-react';

/** Whether the reader may do this to this remote environment. False until it is known. */
export function useAllowed(
  permission: ResourcePermission,
  environment: string,
): boolean {
  return usePermission({ permission, resourceRef: environment }).allowed;
}

/** The same for what would have to be made anew once it is known: undefined until then. */
export function useAllowedOnceKnown(
  permission: ResourcePermission,
  environment: string,
): boolean | undefined {
  const { allowed, loading } = usePermission({
    permission,
    resourceRef: environment,
  });
  return loading ? undefined : allowed;
}

/** Whether the reader may do this at all. False until it is known. */
export function useAllowedAnywhere(
  permission: Exclude<Permission, ResourcePermission>,
): boolean {
  return usePermission({ permission }).allowed;
}
