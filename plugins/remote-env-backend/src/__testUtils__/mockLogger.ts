import type { LoggerService } from '@backstage/backend-plugin-api';

/** As `mockServices.logger.mock()` of `@backstage/backend-test-utils`, which takes two seconds to load in every file. */
export function mockLogger(): jest.Mocked<LoggerService> {
  return {
    child: jest.fn(),
    debug: jest.fn(),
    error: jest.fn(),
    info: jest.fn(),
    warn: jest.fn(),
  };
}
