export interface Config {
  auth?: {
    providers?: {
      oidc?: {
        [authEnv: string]: {
          /**
           * What people call the provider: the button says "Sign in with {title}". Default: the host of `metadataUrl`.
           * @visibility frontend
           */
          title?: string;
          /**
           * Tells the sign-in page that there is a provider, to which it sends the browser anyway.
           * @visibility frontend
           */
          metadataUrl?: string;
        };
      };
    };
  };
}
