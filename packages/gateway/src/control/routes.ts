import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  gatewayPublishSchema,
  MAX_DEAD_LETTER_PAGE,
  type DeadLetter,
  type EventBus,
  type GatewayDeadLetterPage,
  type GatewayStatus,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import type { EventIntake } from '../events/EventIntake';
import { readTraceContext } from '../events/traceContext';
import { sendEmpty, sendJson } from '../http/answers';
import { readBody } from '../http/body';
import type { ApiProxyRole } from '../process/roles';

/** A request that cannot be done as it is; the text names what is wrong. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

const BODY = { limit: 1024 * 1024 + 4096, timeoutMs: 10_000 };

/** What is there from the first moment. */
export interface ProcessControl {
  status: () => GatewayStatus;
  /** Drains and ends the process; returns at once. */
  shutdown: () => void;
}

/** What is there once the gateway has started. */
export interface DataPlane {
  bus: EventBus;
  intake: EventIntake;
  /** Undefined when this process does not run the role. */
  apiProxy: ApiProxyRole | undefined;
}

export interface ControlContext extends ProcessControl {
  /** @throws ControlError while the gateway is starting */
  dataPlane: () => DataPlane;
}

export interface ControlRoute {
  method: string | undefined;
  path: RegExp;
  handle: (
    context: ControlContext,
    req: IncomingMessage,
    res: ServerResponse,
    match: { groups: Readonly<Record<string, string>>; query: URLSearchParams },
  ) => Promise<void> | void;
}

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_DEAD_LETTER_PAGE).default(50),
  continue: z.string().min(1).optional(),
});

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ControlError(
      400,
      `${issue?.path.join('.') || 'body'}: ${issue?.message}`,
    );
  }
  return parsed.data;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ControlError(400, 'body: must be JSON');
  }
}

function wireForm({
  event,
  ...letter
}: DeadLetter): GatewayDeadLetterPage['items'][number] {
  const { data, ...attributes } = event;
  return {
    ...letter,
    event: {
      ...attributes,
      ...(data && { data: Buffer.from(data).toString('base64') }),
    },
  };
}

/** docs/decisions/0001-foundation.md, "Portal to gateway". */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: /^\/status$/,
    handle: ({ status }, _req, res) => sendJson(res, 200, status()),
  },
  {
    method: 'POST',
    path: /^\/shutdown$/,
    handle: ({ shutdown }, _req, res) => {
      sendEmpty(res, 202, { connection: 'close' });
      shutdown();
    },
  },
  {
    method: 'POST',
    path: /^\/events$/,
    handle: async ({ dataPlane }, req, res) => {
      const { intake } = dataPlane();
      const { environment, type, version, id, data } = parse(
        gatewayPublishSchema,
        parseJson(await readBody(req, res, BODY)),
      );
      const accepted = await intake.publish(
        {
          id: id ?? randomUUID(),
          type,
          typeVersion: version,
          extensions: {},
          ...(data !== undefined && {
            dataContentType: 'application/json',
            data: Buffer.from(JSON.stringify(data)),
          }),
        },
        environment,
        readTraceContext(req.headers),
      );
      sendJson(res, 200, accepted);
    },
  },
  {
    method: 'GET',
    path: /^\/consumers$/,
    handle: async ({ dataPlane }, _req, res) =>
      sendJson(res, 200, await dataPlane().bus.listConsumers()),
  },
  {
    method: 'GET',
    path: /^\/consumers\/(?<name>[^/]+)\/dead-letters$/,
    handle: async ({ dataPlane }, _req, res, { groups, query }) => {
      const page = await dataPlane().bus.listDeadLetters(
        groups.name ?? '',
        parse(pageSchema, Object.fromEntries(query)),
      );
      const answer: GatewayDeadLetterPage = {
        items: page.items.map(wireForm),
        ...(page.continue !== undefined && { continue: page.continue }),
      };
      sendJson(res, 200, answer);
    },
  },
  {
    method: 'POST',
    path: /^\/consumers\/(?<name>[^/]+)\/dead-letters\/(?<id>[^/]+)\/replay$/,
    handle: async ({ dataPlane }, _req, res, { groups }) => {
      await dataPlane().bus.replay(groups.name ?? '', groups.id ?? '');
      sendEmpty(res, 204);
    },
  },
  {
    method: undefined,
    path: /^\/invoke\/(?<environment>[^/]+)\/(?<serviceId>[^/]+)(?<rest>\/.*)?$/,
    handle: async ({ dataPlane }, req, res, { groups }) => {
      const { apiProxy } = dataPlane();
      if (!apiProxy) {
        throw new ControlError(503, 'this gateway does not run the API proxy');
      }
      const query = req.url?.indexOf('?') ?? -1;
      await apiProxy.invoke(
        {
          environment: groups.environment ?? '',
          serviceId: groups.serviceId ?? '',
          path: `${groups.rest ?? ''}${
            query < 0 ? '' : req.url?.slice(query) ?? ''
          }`,
        },
        req,
        res,
      );
    },
  },
];
