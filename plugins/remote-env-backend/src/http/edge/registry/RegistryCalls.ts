import {
  EDGE_TEXTS,
  type AssertedIdentity,
} from '@remote-env/plugin-remote-env-node';
import type { Request, Response } from 'express';
import type { ActivityLog } from '../../../activity';
import type {
  EnvironmentIdentity,
  RegisteredService,
  ServiceRegistry,
} from '../../../registry';
import { definitionBody } from '../../definitionBody';
import { getEdgeCall } from '../edgeCall';
import { EdgeError } from '../errors';
import { malformedBody } from '../malformedBody';
import type { ReadBody } from '../../jsonBody';
import { requiredTag } from '../../entityTags';
import { reasonOf } from './reasonOf';

export interface RegistryRouterOptions {
  registry: ServiceRegistry;
  activity: ActivityLog;
  edge: { publicUrl: string };
  /** Bytes of a body, unpacked. */
  bodyLimit: number;
}

/** What a change is called in the activity log. */
type Action = 'service-register' | 'service-replace' | 'service-delete';

/** What the routes of wire-contracts 1.2 do, once Express has brought the call. */
export class RegistryCalls {
  readonly #options: RegistryRouterOptions;
  readonly #body: ReadBody;

  static create(options: RegistryRouterOptions): RegistryCalls {
    return new RegistryCalls(options);
  }

  private constructor(options: RegistryRouterOptions) {
    this.#options = options;
    this.#body = definitionBody({
      registry: options.registry,
      limit: options.bodyLimit,
      malformed: malformedBody,
    });
  }

  /** Who calls, by the gateway's assertion; its certificate must be of the environment that the path names. */
  holder(request: Request): AssertedIdentity {
    const { identity } = getEdgeCall(request);
    if (!identity) {
      throw new EdgeError(401, EDGE_TEXTS.certificateRequired);
    }
    if (identity.environment.name !== request.params.re) {
      throw new EdgeError(403, EDGE_TEXTS.noValidSubject);
    }
    return identity;
  }

  async register(
    request: Request,
    response: Response,
  ): Promise<RegisteredService> {
    const { environment, fingerprint } = this.holder(request);
    const definition = await this.#body(request, response);
    return this.#recorded(
      'service-register',
      { environment, fingerprint },
      () =>
        this.#options.registry.register(environment, definition, {
          by: actorOf(fingerprint),
        }),
    );
  }

  async replace(
    request: Request,
    response: Response,
    id: string,
  ): Promise<RegisteredService> {
    const { environment, fingerprint } = this.holder(request);
    const definition = await this.#body(request, response);
    const ifMatch = await this.#ifMatch(request, environment, id);
    return this.#recorded(
      'service-replace',
      { environment, fingerprint, id },
      () =>
        this.#options.registry.replace(environment, id, definition, {
          ifMatch,
          by: actorOf(fingerprint),
        }),
    );
  }

  async delete(request: Request, id: string): Promise<void> {
    const { environment, fingerprint } = this.holder(request);
    const ifMatch = await this.#ifMatch(request, environment, id);
    const known = await this.#options.registry.get(environment, id);
    if (!known && ifMatch === undefined) {
      return;
    }
    await this.#recorded(
      'service-delete',
      { environment, fingerprint, id },
      async () => {
        await this.#options.registry.delete(environment, id, { ifMatch });
        return known;
      },
    );
  }

  async #ifMatch(
    request: Request,
    environment: EnvironmentIdentity,
    id: string,
  ): Promise<string | undefined> {
    const header = request.header('if-match');
    if (header === undefined) {
      return undefined;
    }
    const current = await this.#options.registry.get(environment, id);
    return requiredTag(header, current?.etag);
  }

  /** Every change that is tried is in the log, whatever becomes of it. */
  async #recorded<T extends RegisteredService | undefined>(
    action: Action,
    call: {
      environment: EnvironmentIdentity;
      fingerprint: string;
      id?: string;
    },
    change: () => Promise<T>,
  ): Promise<T> {
    const { activity } = this.#options;
    const entry = {
      action,
      actor: actorOf(call.fingerprint),
      environment: call.environment,
    };
    try {
      const service = await change();
      await activity.record({
        ...entry,
        outcome: 'success',
        serviceId: service?.id ?? call.id,
        message: service?.displayName,
      });
      return service;
    } catch (error) {
      await activity.record({
        ...entry,
        outcome: 'failure',
        serviceId: call.id,
        message: reasonOf(error),
      });
      throw error;
    }
  }
}

function actorOf(fingerprint: string): string {
  return `certificate:${fingerprint}`;
}
