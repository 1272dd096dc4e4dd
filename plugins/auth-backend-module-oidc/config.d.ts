import type { HumanDuration } from '@backstage/types';

export interface Config {
  auth?: {
    providers?: {
      /** Sign-in by OpenID Connect, for each `auth.environment`. */
      oidc?: {
        [authEnv: string]: {
          clientId: string;
          /** @visibility secret */
          clientSecret: string;
          /** The provider's `…/.well-known/openid-configuration`. */
          metadataUrl: string;
          /** Default: `{backend.baseUrl}/api/auth/oidc/handler/frame`. */
          callbackUrl?: string;
          /** `auto` leaves it to the provider whether to ask; Backstage's own default `none` fails for whoever is not signed in there yet. */
          prompt?: string;
          /** Asked for besides `openid profile email`, e.g. the one by which the provider tells groups. */
          additionalScopes?: string | string[];
          tokenEndpointAuthMethod?: string;
          tokenSignedResponseAlg?: string;
          timeout?: HumanDuration | string;
          /** How long a session lasts that nobody refreshes. */
          sessionDuration?: HumanDuration | string;
          signIn?: {
            resolvers: Array<
              | {
                  /** Users and groups from the provider's claims. */
                  resolver: 'remoteEnvClaims';
                  /** Default `preferred_username`. */
                  userClaim?: string;
                  /** Needed with `userClaim: email`. */
                  allowedDomains?: string[];
                  /** Default `groups`. */
                  groupsClaim?: string;
                  /** Of users and groups. Default `default`. */
                  namespace?: string;
                  /** Entity references of groups by their names at the provider, for names that are none of an entity. */
                  groups?: { [name: string]: string };
                }
              | {
                  /** Users from the catalog, with the groups that they have there. */
                  resolver: 'emailMatchingUserEntityProfileEmail';
                }
              | {
                  resolver: 'emailLocalPartMatchingUserEntityName';
                  allowedDomains?: string[];
                }
            >;
          };
        };
      };
    };
  };
}
