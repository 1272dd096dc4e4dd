export interface Config {
  catalog?: {
    providers?: {
      remoteEnv?: {
        /** Lifecycle of all entities of ours. Default `production`. */
        lifecycle?: string;
        /** Owner where an environment names none. Default `group:default/unknown`. */
        defaultOwner?: string;
      };
    };
  };
}
