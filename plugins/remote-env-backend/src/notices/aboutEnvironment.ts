import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';

export function titleOf({ metadata, spec }: RemoteEnvironment): string {
  return spec.displayName ?? metadata.name;
}

/** Path of its page in the portal. */
export function pageOf({ metadata }: RemoteEnvironment): string {
  return `/remote-env/environments/${metadata.name}`;
}

/** A later notice of the same scope takes the place of the former, unread again. */
export function scopeOf(
  { metadata }: RemoteEnvironment,
  about: string,
): string {
  return `remote-env:${about}:${metadata.uid}`;
}
