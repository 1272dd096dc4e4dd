export interface Config {
  auth?: {
    providers?: {
      /** Sign-in by OpenID Connect, for each `auth.environment`. What else stands here is Backstage's own. */
      oidc?: {
        [authEnv: string]: {
          /**
           * Whether signing out ends the session at the provider too, where it offers that. Its client has to know
           * `app.baseUrl` as a URL to return to. Default true.
           */
          signOutAtProvider?: boolean | string;
          /** Users and groups from what the provider says; `{}` for the defaults. Instead of `signIn.resolvers`. */
          claims?: {
            /**
             * Claim that names the user; nobody may be able to choose or take over somebody else's at the provider.
             * Default `preferred_username`.
             */
            user?: string;
            /** Domains whose verified addresses may sign in; needed with `user: email`. */
            allowedDomains?: string[];
            /** Claim that lists groups. Default `groups`. */
            groups?: string;
            /** Of users and groups. Default `default`. */
            namespace?: string;
            /** Entity references of groups by their names at the provider, for names that are none of an entity. */
            groupRefs?: { [name: string]: string };
          };
        };
      };
    };
  };
}
