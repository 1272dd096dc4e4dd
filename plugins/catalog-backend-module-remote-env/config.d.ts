export interface Config {
  catalog?: {
    providers?: {
      /** How remote environments and their services appear in the catalog. */
      remoteEnv?: {
        /** `false` keeps them out of the catalog, and takes away what is there. Default `true`. */
        enabled?: boolean;
        /** Namespace of the entities. Default `default`; another one keeps them apart from entities of other sources. */
        namespace?: string;
        /** Lifecycle of the API entities. Default `production`. */
        lifecycle?: string;
        /** Entity reference of the owner of an environment that names none. Default `unknown`. */
        defaultOwner?: string;
      };
    };
  };
}
