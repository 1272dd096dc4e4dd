export interface Config {
  remoteEnv?: {
    /**
     * Users and groups (entity references) that may do everything, among it approving connections. Nobody when
     * empty.
     */
    admins?: string[];
  };
}
