import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { UNREACHABLE } from './ProviderConnection';

/** By which an answer of ours says that the provider did not give one (RFC 6749, 4.1.2.1). */
export const TEMPORARILY_UNAVAILABLE = 'temporarily_unavailable';

/**
 * What a provider that sent somebody back with an error means, for people.
 *
 * @param error - query parameter `error` of the callback (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6)
 */
export function refusalOf(error: unknown): Error | undefined {
  switch (error) {
    case undefined:
      return undefined;
    case 'access_denied':
      return new NotAllowedError(
        'The sign-in provider did not let you in, or you turned back there',
      );
    case TEMPORARILY_UNAVAILABLE:
    case 'server_error':
      return new ServiceUnavailableError(UNREACHABLE);
    default:
      return new AuthenticationError(
        `The sign-in provider answered '${
          typeof error === 'string' && /^[a-z_]{1,64}$/.test(error)
            ? error
            : 'unknown error'
        }'`,
      );
  }
}
