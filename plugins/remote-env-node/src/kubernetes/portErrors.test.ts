import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import { ApiRefusal } from './ApiRefusal';
import { toPortError, type Attempt } from './portErrors';

const status = (code: number, more: object = {}) =>
  ApiRefusal.parse(
    code,
    JSON.stringify({ kind: 'Status', message: 'told', ...more }),
  );

const named = { details: { name: 'shop' } };

describe('toPortError', () => {
  it.each<[string, Attempt['verb'], unknown, string]>([
    [
      'a taken name',
      'create',
      status(409, { reason: 'AlreadyExists' }),
      'ResourceExistsError',
    ],
    [
      'another version',
      'update',
      status(409, { reason: 'Conflict' }),
      'ResourceConflictError',
    ],
    ['a broken schema', 'create', status(422, named), 'ResourceInvalidError'],
    ['a malformed request', 'create', status(400), 'ResourceInvalidError'],
    ['no such object', 'get', status(404, named), 'ResourceNotFoundError'],
    ['no such namespace', 'create', status(404, named), 'ResourceInvalidError'],
    [
      'no such kind',
      'get',
      ApiRefusal.parse(404, '404 page not found'),
      'StoreUnavailableError',
    ],
    [
      'a namespace on its way out',
      'create',
      status(403, {
        details: { causes: [{ reason: 'NamespaceTerminating' }] },
      }),
      'ResourceInvalidError',
    ],
    ['a missing right', 'get', status(403), 'StoreUnavailableError'],
    ['an old list', 'list', status(410), 'ContinueTokenExpiredError'],
    ['an old watch', 'watch', status(410), 'ResourceVersionExpiredError'],
    [
      'an old watch in its stream',
      'watch',
      ApiRefusal.of({ kind: 'Status', reason: 'Expired' }),
      'ResourceVersionExpiredError',
    ],
    ['a body beyond the limit', 'create', status(413), 'ResourceInvalidError'],
    [
      "a body beyond etcd's limit",
      'create',
      status(500, { message: 'etcdserver: request is too large' }),
      'ResourceInvalidError',
    ],
    ['a busy server', 'create', status(429), 'StoreUnavailableError'],
    ['a failing server', 'get', status(500), 'StoreUnavailableError'],
    [
      'a proxy',
      'get',
      ApiRefusal.parse(502, '<html>Bad Gateway</html>'),
      'StoreUnavailableError',
    ],
    [
      'no connection',
      'get',
      new TypeError('fetch failed'),
      'StoreUnavailableError',
    ],
  ])('tells %s', (_, verb, error, name) => {
    expect(
      toPortError(error, { verb, kind: RemoteEnvironmentKind, path: 'n/shop' }),
    ).toMatchObject({ name, message: expect.stringMatching(/\S/) });
  });

  it('names the definitions that may be missing, and what really broke', () => {
    const tell = (error: unknown) =>
      toPortError(error, {
        verb: 'get',
        kind: RemoteEnvironmentKind,
        path: 'n/shop',
      }).message;
    expect(tell(ApiRefusal.parse(404, '404 page not found'))).toContain(
      'CustomResourceDefinitions',
    );
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:6443');
    expect(tell(new TypeError('fetch failed', { cause }))).toContain(
      'ECONNREFUSED',
    );
  });
});
