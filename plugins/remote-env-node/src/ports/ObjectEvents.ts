import type { Resource } from '@remote-env/plugin-remote-env-common';

/** What happened to an object, as `kubectl describe` shows it. */
export interface ObjectEvent {
  object: Resource;
  /** `Warning`: somebody has to do something. */
  type: 'Normal' | 'Warning';
  /** One word in upper camel case. */
  reason: string;
  /** One sentence; whatever is beyond 1024 characters is cut off. */
  message: string;
}

/**
 * Where the engine keeps what happened to an object beside it, for those who look there. An event that is recorded
 * again counts up the one that is there, whoever recorded that.
 */
export interface ObjectEvents {
  /** @throws StoreUnavailableError */
  record(event: ObjectEvent): Promise<void>;
  close(): Promise<void>;
}

/** For engines that have no such place. */
export const NO_OBJECT_EVENTS: ObjectEvents = {
  record: async () => {},
  close: async () => {},
};
