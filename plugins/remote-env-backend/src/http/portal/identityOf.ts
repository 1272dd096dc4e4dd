import type { Connection } from '../../connections';

/** By what an environment is known to those who act on it. */
export function identityOf({ environment }: Connection) {
  return { name: environment.metadata.name, uid: environment.metadata.uid };
}
