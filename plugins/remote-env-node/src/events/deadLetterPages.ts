import { ContinueTokenExpiredError } from '../ports/errors';

/** Dead letters on one page, unless the caller asks for fewer. */
const MAX_PAGE = 100;

/**
 * How every bus pages dead letters, newest first: up to `limit`, those with an id below `before`. The token of a page
 * is the id of its last one.
 *
 * @throws ContinueTokenExpiredError
 */
export function deadLetterPage(options: {
  limit?: number;
  continue?: string;
}): { limit: number; before: number } {
  return {
    limit: Math.max(1, Math.min(options.limit ?? MAX_PAGE, MAX_PAGE)),
    before: readPosition(options.continue),
  };
}

function readPosition(token: string | undefined): number {
  if (token === undefined) {
    return Number.MAX_SAFE_INTEGER;
  }
  if (!/^\d{1,15}$/.test(token)) {
    throw new ContinueTokenExpiredError(
      'continue: not a token of this list; start the list again',
    );
  }
  return Number(token);
}
