import {
  RemoteServiceKind,
  type Deprecation,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
} from '@remote-env/plugin-remote-env-node';
import {
  RegistryBusyError,
  ServiceInvalidError,
  ServiceNotFoundError,
} from '../errors';
import { findService } from '../findService';
import type { EnvironmentIdentity } from '../model';
import { UPDATED_AT_ANNOTATION } from '../objects/toRegisteredService';
import type { RegistryContext } from '../RegistryContext';
import { changedByAnnotation } from '../objects/changedBy';
import { currentOf } from './currentService';

const MAX_ATTEMPTS = 5;

export interface Retirement {
  environment: EnvironmentIdentity;
  id: string;
  /** Undefined: it stays after all. */
  deprecation: Deprecation | undefined;
  ifMatch: string | undefined;
  by: string | undefined;
}

/**
 * Says until when a service is there, or takes that back. Nothing else of it changes, and nothing is cut off.
 *
 * @throws ServiceNotFoundError, ServiceInvalidError, PreconditionFailedError, RegistryBusyError
 */
export async function retireService(
  context: RegistryContext,
  retirement: Retirement,
): Promise<RemoteService> {
  const { environment, id, deprecation } = retirement;
  if (deprecation && !isDay(deprecation.endsOn)) {
    throw new ServiceInvalidError(
      `endsOn is not a day: '${deprecation.endsOn}'`,
    );
  }
  if (deprecation?.successor !== undefined) {
    const { successor } = deprecation;
    const found = await findService(context, environment, successor);
    if (!found) {
      throw new ServiceInvalidError(
        `successor: there is no service '${successor}' in '${environment.name}'`,
      );
    }
    if (found.spec.id === id) {
      throw new ServiceInvalidError(
        'successor: a service cannot take its own place',
      );
    }
  }
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const before = await currentOf(context, retirement);
    const after = await attemptOn(context, before, retirement);
    if (after) {
      return after;
    }
  }
  throw new RegistryBusyError(
    `service '${id}' of '${environment.name}' is being changed; try again`,
  );
}

/** @returns undefined when somebody else changed the service meanwhile */
async function attemptOn(
  { resources }: RegistryContext,
  before: RemoteService,
  { deprecation, by }: Retirement,
): Promise<RemoteService | undefined> {
  const { deprecation: _, ...rest } = before.spec;
  const spec = { ...rest, ...(deprecation && { deprecation }) };
  try {
    return await resources.update(RemoteServiceKind, {
      ...before,
      metadata: {
        ...before.metadata,
        annotations: {
          ...before.metadata.annotations,
          [UPDATED_AT_ANNOTATION]: new Date().toISOString(),
          ...changedByAnnotation(spec, by),
        },
      },
      spec,
    });
  } catch (error) {
    if (error instanceof ResourceConflictError) {
      return undefined;
    }
    if (error instanceof ResourceNotFoundError) {
      throw new ServiceNotFoundError(
        `Service with ID ${before.spec.id} not found`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** `2026-02-30` has the form of a day and is none. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
