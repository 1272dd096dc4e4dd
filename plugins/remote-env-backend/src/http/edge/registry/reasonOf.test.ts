import { StoreUnavailableError } from '@remote-env/plugin-remote-env-node';
import {
  EnvironmentGoneError,
  ServiceExistsError,
  ServiceInvalidError,
} from '../../../registry';
import { reasonOf } from './reasonOf';

/** As `pg` throws it: its message may hold what was written. */
function databaseError(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'error', code });
}

/** With a title each, for errors print with all their calls. */
const titled = (...errors: unknown[]) =>
  errors.map(error => [String(error), error]);

describe('reasonOf', () => {
  it.each(
    titled(
      new ServiceInvalidError('Name is empty'),
      new ServiceExistsError('There is one already'),
      new EnvironmentGoneError('shop is gone'),
      new StoreUnavailableError('the API server is away'),
    ),
  )('tells what was written for people: %s', (title, error) => {
    expect(reasonOf(error)).toBe(title);
  });

  it.each(
    titled(
      databaseError('ECONNREFUSED', 'connect ECONNREFUSED 10.1.2.3:5432'),
      databaseError('57P01', 'terminating connection due to administrator'),
      new Error('Connection terminated unexpectedly'),
    ),
  )('says that the database is away, and not where it was: %s', (_, error) => {
    expect(reasonOf(error)).toBe("The portal's database could not be reached");
  });

  it.each(
    titled(
      databaseError('23505', 'insert into activity values (secret)'),
      new TypeError("Cannot read properties of undefined (reading 'secret')"),
      new Error('secret'),
      'secret',
      undefined,
    ),
  )('keeps what is inside to itself: %s', (_, error) => {
    expect(reasonOf(error)).toBe('internal error');
  });

  it('is no longer than a line of the log may be', () => {
    expect(reasonOf(new ServiceInvalidError('x'.repeat(9000)))).toHaveLength(
      500,
    );
  });
});
