import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { oidcAuthenticator } from '@backstage/plugin-auth-backend-module-oidc-provider';

type Options = Parameters<typeof oidcAuthenticator.initialize>[0];
type ProviderContext = ReturnType<typeof oidcAuthenticator.initialize>;

/** For people: it is shown on the sign-in page. */
export const UNREACHABLE = 'The sign-in provider cannot be reached';

/**
 * What is known of the provider by its metadata. Backstage's own authenticator asks for them once, at start; a provider
 * that is away at that moment would leave everybody out until the next restart. Here the next sign-in asks again.
 */
export class ProviderConnection {
  readonly #options: Options;
  readonly #logger: LoggerService;
  /** Absent after a failure, until somebody asks again. */
  #context: ProviderContext | undefined;

  /** Asks for the metadata, without waiting. */
  static create(options: Options, logger: LoggerService): ProviderConnection {
    const connection = new ProviderConnection(options, logger);
    connection.context().catch(() => undefined);
    return connection;
  }

  private constructor(options: Options, logger: LoggerService) {
    this.#options = options;
    this.#logger = logger;
  }

  /** `auth.providers.oidc.{environment}`. */
  get config(): Options['config'] {
    return this.#options.config;
  }

  /** Where the provider sends people back to. */
  get callbackUrl(): string {
    return this.#options.callbackUrl;
  }

  /** @throws ServiceUnavailableError while the provider does not give its metadata */
  async context(): Promise<ProviderContext> {
    const context = (this.#context ??= oidcAuthenticator.initialize(
      this.#options,
    ));
    try {
      await context.promise;
      return context;
    } catch (cause) {
      this.#logger.warn(`${UNREACHABLE}: ${cause}`);
      if (this.#context === context) {
        this.#context = undefined;
      }
      throw new ServiceUnavailableError(UNREACHABLE, cause);
    }
  }
}
