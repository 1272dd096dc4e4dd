import type { Resource } from '@remote-env/plugin-remote-env-common';

/** Something that people should know about an object, because they did not do it themselves. */
export interface Notice {
  /** The object that it is about, and further ones that it is shown with. */
  objects: [Resource, ...Resource[]];
  /** `Warning`: somebody has to do something. */
  type: 'Normal' | 'Warning';
  /** One word, e.g. `Restored`. */
  reason: string;
  /** One sentence, without any secret. */
  message: string;
  environment: { name: string; uid?: string };
  serviceId?: string;
}

/** Tells people; never fails. */
export type Announce = (notice: Notice) => Promise<void>;
