/** How the process ends; documented in the package's README. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badConfiguration: 2,
  portInUse: 3,
  alreadyRunning: 4,
} as const;

/** The configuration cannot be used; the message names the file and the field. */
export class ConfigurationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigurationError';
  }
}

const BY_NAME: Readonly<Record<string, number>> = {
  ConfigurationError: EXIT.badConfiguration,
  ListenError: EXIT.portInUse,
  InstanceRunningError: EXIT.alreadyRunning,
};

export function exitCodeOf(error: unknown): number {
  return error instanceof Error
    ? BY_NAME[error.name] ?? EXIT.failed
    : EXIT.failed;
}
