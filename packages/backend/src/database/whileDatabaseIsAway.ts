import type { RequestHandler } from 'express';

const READINESS = '/.backstage/health/v1/readiness';
const API = /^\/api\//;
/** Gateways are known without the database, and these routes answer in words of their own (wire-contracts 7). */
const OF_GATEWAYS = /^\/api\/remote-env\/(edge|gateway)\//;

const RETRY_AFTER_SECONDS = '5';
const MESSAGE = "The portal's database cannot be reached now, try again";

/**
 * Says so as long as the portal's database is away, in place of what plugins would answer: Backstage takes a token whose
 * key it cannot read for a bad one, and people whose sign-in is good would be asked to sign in again. Files of the pages
 * are served all the same.
 */
export function whileDatabaseIsAway(watch: {
  readonly away: boolean;
}): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    const readiness = path === READINESS;
    const refused = API.test(path) && !OF_GATEWAYS.test(path);
    if (!watch.away || (!readiness && !refused)) {
      next();
      return;
    }
    response.status(503).setHeader('Retry-After', RETRY_AFTER_SECONDS);
    if (readiness) {
      response.json({ status: 'error', message: MESSAGE });
    } else if (request.accepts(['json', 'html']) === 'html') {
      response.type('text').send(`${MESSAGE}.`);
    } else {
      response.json({
        error: { name: 'ServiceUnavailableError', message: MESSAGE },
        request: { method, url: path },
        response: { statusCode: 503 },
      });
    }
  };
}
