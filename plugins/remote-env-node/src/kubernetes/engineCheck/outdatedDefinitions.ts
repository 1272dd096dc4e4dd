import { API_VERSION } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import { ApiRefusal } from '../ApiRefusal';
import { DEFINED_KINDS } from '../crds/definedKinds';
import { structuralSchema } from '../crds/structuralSchema';
import type { KubernetesApi } from '../KubernetesApi';

/** A schema as an API server publishes it, as far as it tells what may be written. */
interface PublishedSchema {
  properties?: Record<string, PublishedSchema>;
  additionalProperties?: PublishedSchema | boolean;
  items?: PublishedSchema;
  enum?: unknown[];
}

const publishedSchema: z.ZodType<PublishedSchema> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), publishedSchema).optional(),
    additionalProperties: z.union([z.boolean(), publishedSchema]).optional(),
    items: publishedSchema.optional(),
    enum: z.array(z.unknown()).optional(),
  }),
);

const kindOf = z.object({
  'x-kubernetes-group-version-kind': z.array(
    z.object({ group: z.string(), version: z.string(), kind: z.string() }),
  ),
});

const version3 = z.object({
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
const version2 = z.object({ definitions: z.record(z.string(), z.unknown()) });
const namesSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string() })),
});

/** Fields that one line names at most. */
const MAX_FIELDS = 3;

export interface DefinitionsFound {
  /** Kinds that the API server does not serve in our version. */
  missing: string[];
  /** `RemoteService (spec.api.x, …)`: what this version writes and the served definition would drop or refuse. */
  outdated: string[];
}

/**
 * Compares the definitions that the API server serves with those of this version, by its discovery and OpenAPI, which
 * every account may read. Definitions with more in them, of a later version, are as good.
 */
export async function outdatedDefinitions(
  api: KubernetesApi,
): Promise<DefinitionsFound> {
  const served = await servedKinds(api);
  const missing = DEFINED_KINDS.filter(
    ({ kind }) => served.get(kind.plural) !== kind.kind,
  ).map(({ kind }) => kind.kind);
  const published =
    missing.length === DEFINED_KINDS.length
      ? new Map<string, PublishedSchema>()
      : await publishedKinds(api);
  const outdated = DEFINED_KINDS.flatMap(({ kind }) => {
    const found = published.get(kind.kind);
    if (!found || missing.includes(kind.kind)) {
      return [];
    }
    const { spec, status } = kind.schema.shape;
    const lacking = Object.entries({ spec, status }).flatMap(([name, schema]) =>
      lackingIn(found.properties?.[name], structuralSchema(schema), name),
    );
    return lacking.length === 0 ? [] : [`${kind.kind} (${few(lacking)})`];
  });
  return { missing, outdated };
}

/** Plural to kind. */
async function servedKinds(api: KubernetesApi): Promise<Map<string, string>> {
  try {
    const { resources } = namesSchema.parse(
      await api.request({ method: 'GET', path: `/apis/${API_VERSION}` }),
    );
    return new Map(resources.map(({ name, kind }) => [name, kind]));
  } catch (error) {
    if (isNotFound(error)) {
      return new Map();
    }
    throw error;
  }
}

/** Those that are published; a definition that was just installed may take a moment. */
async function publishedKinds(
  api: KubernetesApi,
): Promise<Map<string, PublishedSchema>> {
  const found = new Map<string, PublishedSchema>();
  for (const schema of Object.values(await publishedSchemas(api))) {
    const ours = kindOf
      .safeParse(schema)
      .data?.['x-kubernetes-group-version-kind'].find(
        each => `${each.group}/${each.version}` === API_VERSION,
      );
    const parsed = publishedSchema.safeParse(schema);
    if (ours && parsed.success) {
      found.set(ours.kind, parsed.data);
    }
  }
  return found;
}

async function publishedSchemas(
  api: KubernetesApi,
): Promise<Record<string, unknown>> {
  try {
    const path = `/openapi/v3/apis/${API_VERSION}`;
    const document = await api.request({ method: 'GET', path });
    return version3.parse(document).components.schemas;
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
    // Before Kubernetes 1.24: one document for everything.
    const document = await api.request({ method: 'GET', path: '/openapi/v2' });
    return version2.parse(document).definitions;
  }
}

/** Paths of fields and enum values that are wanted and not there. */
function lackingIn(
  served: PublishedSchema | undefined,
  wanted: PublishedSchema,
  path: string,
): string[] {
  if (!served) {
    return [path];
  }
  const values = (wanted.enum ?? []).filter(
    value => served.enum && !served.enum.includes(value),
  );
  return [
    ...values.map(value => `${path}: '${value}'`),
    ...Object.entries(wanted.properties ?? {}).flatMap(([name, schema]) =>
      lackingIn(served.properties?.[name], schema, `${path}.${name}`),
    ),
    ...(wanted.items ? lackingIn(served.items, wanted.items, path) : []),
    ...lackingInMap(served, wanted, path),
  ];
}

function lackingInMap(
  { additionalProperties: served }: PublishedSchema,
  { additionalProperties: wanted }: PublishedSchema,
  path: string,
): string[] {
  return typeof wanted === 'object' && typeof served === 'object'
    ? lackingIn(served, wanted, `${path}.*`)
    : [];
}

function few(fields: readonly string[]): string {
  const rest = fields.length - MAX_FIELDS;
  return [
    ...fields.slice(0, MAX_FIELDS),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join(', ');
}

function isNotFound(error: unknown): boolean {
  return error instanceof ApiRefusal && error.code === 404;
}
