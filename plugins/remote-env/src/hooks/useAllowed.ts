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

/** Whether the reader may do this at all. False until it is known. */
export function useAllowedAnywhere(
  permission: Exclude<Permission, ResourcePermission>,
): boolean {
  return usePermission({ permission }).allowed;
}
