import type { LoggerService } from '@backstage/backend-plugin-api';

const say = (message: string) => {
  process.stderr.write(`${message}\n`);
};

/** For child processes of tests, which start faster without the services of a back end. */
export const childLogger: LoggerService = {
  error: say,
  warn: say,
  info: () => {},
  debug: () => {},
  child: () => childLogger,
};
