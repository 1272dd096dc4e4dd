import type { RequestHandler } from 'express';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Answers 421 to requests whose Host is not this machine. A foreign page can make its own name resolve to loopback
 * (DNS rebinding); its requests then carry that name.
 */
export function onlyLoopbackHosts(): RequestHandler {
  return (request, response, next) => {
    if (LOOPBACK.test(request.headers.host ?? '')) {
      next();
      return;
    }
    response.status(421).json({
      error: {
        name: 'MisdirectedRequest',
        message: 'This portal answers to localhost only',
      },
      response: { statusCode: 421 },
    });
  };
}
