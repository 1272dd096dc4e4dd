import { CustomErrorBase } from '@backstage/errors';

export { ConflictError, InputError, NotFoundError } from '@backstage/errors';

/** What the caller saw is not what is stored now (If-Match). Backstage answers 412 by this name. */
export class PreconditionFailedError extends CustomErrorBase {
  name = 'PreconditionFailedError' as const;
  readonly statusCode = 412;
}
