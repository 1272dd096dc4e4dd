/** How the process ends; documented in the package's README. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badConfiguration: 2,
  portInUse: 3,
  alreadyRunning: 4,
} as const;

/** The configuration cannot be used. */
export class ConfigurationError extends Error {
  /** One line each: the key, and what to do about it. */
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const all = typeof problems === 'string' ? [problems] : problems;
    super(all.join('; '), options);
    this.problems = all;
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
