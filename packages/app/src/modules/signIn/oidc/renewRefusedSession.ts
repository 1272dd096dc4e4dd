import type { FetchApi } from '@backstage/frontend-plugin-api';
import type { OidcSession } from './OidcSession';

type Fetch = FetchApi['fetch'];

/**
 * A call that the portal answers 401 is made once more with new tokens: those at hand were no longer good, whatever
 * their expiry says. Where there are none to be had, somebody is asked to sign in again meanwhile. The refused call did
 * nothing, so that repeating it does nothing twice.
 */
export function renewRefusedSession(
  session: Pick<OidcSession, 'distrust' | 'latest'>,
): {
  apply(next: Fetch): Fetch;
} {
  return {
    apply: next => async (input, init) => {
      const request = new Request(input, init);
      const used = session.latest;
      const answer = await next(request.clone());
      if (!(await isRefusal(answer))) {
        return answer;
      }
      session.distrust(used);
      return next(request);
    },
  };
}

/** A system that is tried out may answer 401 too, which is none of the portal's business. */
async function isRefusal(answer: Response): Promise<boolean> {
  if (
    answer.status !== 401 ||
    !answer.headers.get('content-type')?.includes('json')
  ) {
    return false;
  }
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  return (
    typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    typeof body.error === 'object' &&
    body.error !== null &&
    'name' in body.error &&
    body.error.name === 'AuthenticationError'
  );
}
