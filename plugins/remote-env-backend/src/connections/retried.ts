import {
  ResourceConflictError,
  ResourceExistsError,
} from '@remote-env/plugin-remote-env-node';

const ATTEMPTS = 8;

/** Tries again from the beginning when somebody else wrote in between, which is no reason to fail. */
export async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      const raced =
        error instanceof ResourceConflictError ||
        error instanceof ResourceExistsError;
      if (!raced || left <= 1) {
        throw error;
      }
    }
  }
}
