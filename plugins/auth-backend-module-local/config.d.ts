export interface Config {
  auth?: {
    providers?: {
      /** Sign-in without a password for a local try-out; refused in production and on any address but loopback. */
      local?: {
        /**
         * Token by which the command line acts as the local admin; random for each data directory.
         * @visibility secret
         */
        cliToken?: string;
        /** File that tells the command line where this portal is and holds `cliToken`; written with mode 0600. */
        cliFile?: string;
      };
    };
  };
}
