import { isDeepStrictEqual } from 'node:util';
import {
  RemoteServiceKind,
  requestParametersOf,
  type RemoteService,
  type RemoteServiceSpec,
  type ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import {
  discardDocuments,
  restoreDocuments,
  storeDocuments,
} from '../documents/documentFiles';
import {
  bringsDocuments,
  prepareDocuments,
  type PreparedDocuments,
} from '../documents/prepareDocuments';
import { publishCommitted } from '../documents/publishedDocuments';
import { RegistryBusyError } from '../errors';
import type { EnvironmentIdentity } from '../model';
import { ensureApiService } from '../objects/apiService';
import {
  credentialsOf,
  parametersFromValues,
  parametersValues,
} from '../objects/credentials';
import { unmaskedParameters } from '../objects/maskedParameters';
import { hostNameOf, serviceLabels } from '../objects/naming';
import {
  createSecret,
  deleteSecrets,
  readSecret,
  secretNamesOf,
  type SecretRole,
  type SecretValues,
} from '../objects/secrets';
import { UPDATED_AT_ANNOTATION } from '../objects/toRegisteredService';
import type { RegistryContext } from '../RegistryContext';
import { changedByAnnotation } from '../objects/changedBy';
import { composeSpec, documentationSummary } from './composeSpec';
import { currentOf } from './currentService';
import { digestsOf } from './removeService';

const MAX_ATTEMPTS = 5;

export interface Replacement {
  environment: EnvironmentIdentity;
  id: string;
  definition: ServiceDefinition;
  ifMatch: string | undefined;
  /** Who replaces it; `changedBy` says how it is kept. */
  by: string | undefined;
}

/**
 * Replaces a service. New documents and Secrets are written beside the old ones; one update of the object is the
 * commit; then what nobody refers to any more is removed.
 */
export async function replaceService(
  context: RegistryContext,
  replacement: Replacement,
): Promise<RemoteService> {
  const { environment, id, definition } = replacement;
  await currentOf(context, replacement);
  const prepared = bringsDocuments(definition)
    ? await prepareDocuments(context, definition)
    : undefined;
  const keys = prepared?.documents.map(({ reference }) => reference.key) ?? [];
  return context.inUse.use(keys, async () => {
    await storeDocuments(context, prepared?.documents ?? []);
    await context.onStep('replace:documents');
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const before = await currentOf(context, replacement);
      const after = await attemptOn(context, before, replacement, prepared);
      if (after) {
        await context.onStep('replace:ready');
        await publishCommitted(context, after);
        await context.onStep('replace:published');
        await cleanUp(context, before, after);
        await context.onStep('replace:cleaned');
        return after;
      }
    }
    throw new RegistryBusyError(
      `service '${id}' of '${environment.name}' is being changed; try again`,
    );
  });
}

/** @returns undefined when somebody else changed the service meanwhile; then nothing of this attempt is left */
async function attemptOn(
  context: RegistryContext,
  before: RemoteService,
  { definition, by }: Replacement,
  prepared: PreparedDocuments | undefined,
): Promise<RemoteService | undefined> {
  // Not later: once it is replaced nobody else knows of it, and what is killed then records nothing.
  await context.versions.record([before]);
  const created: string[] = [];
  try {
    const spec = await nextSpec(context, before, definition, prepared, created);
    await restoreDocuments(context, prepared?.documents ?? []);
    if (spec.api) {
      await ensureApiService(context, { ...before, spec });
    }
    await context.onStep('replace:secrets');
    return await context.resources.update(RemoteServiceKind, {
      ...before,
      metadata: {
        ...before.metadata,
        labels: { ...foreignLabels(before), ...serviceLabels(spec) },
        annotations: {
          ...before.metadata.annotations,
          [UPDATED_AT_ANNOTATION]: new Date().toISOString(),
          ...changedByAnnotation(spec, by),
        },
      },
      spec,
    });
  } catch (error) {
    // When it is not known whether the update was made, the new Secrets may be in use: the reconciler looks later.
    if (!(error instanceof StoreUnavailableError)) {
      await deleteSecrets(context, before.spec.id, created).catch(cause =>
        context.logger.warn(
          `Secrets of service ${before.spec.id} are left to the reconciler: ${cause}`,
        ),
      );
    }
    if (
      error instanceof ResourceConflictError ||
      error instanceof ResourceNotFoundError
    ) {
      return undefined;
    }
    throw error;
  }
}

async function nextSpec(
  context: RegistryContext,
  before: RemoteService,
  definition: ServiceDefinition,
  prepared: PreparedDocuments | undefined,
  created: string[],
): Promise<RemoteServiceSpec> {
  const { api } = definition;
  const old = before.spec.api;
  const storedValues = await readSecret(
    context,
    before,
    old?.authentication.secretName,
  );
  const credentials =
    api &&
    (await credentialsOf(api, old && { api: old, values: storedValues }));
  const storedParameters = await readSecret(
    context,
    before,
    old?.requestParametersSecretName,
  );
  const parameters =
    api &&
    unmaskedParameters('api.requestParameters', requestParametersOf(api), {
      stored: parametersFromValues(storedParameters),
      before: old?.targetUrl,
      now: api.targetUrl,
    });
  const secret = async (
    role: SecretRole,
    oldName: string | undefined,
    values: SecretValues | undefined,
  ) => {
    if (!values) {
      return undefined;
    }
    const stored = role === 'credentials' ? storedValues : storedParameters;
    if (isDeepStrictEqual({ ...stored }, { ...values })) {
      return oldName;
    }
    const name = await createSecret(context, before, role, values);
    created.push(name);
    return name;
  };
  return composeSpec({
    identity: {
      ...before.spec,
      hostName: hostNameOf(
        before.spec.environment.name,
        before.spec.id,
        context.hostSuffix,
      ),
    },
    definition,
    ...documentsAfter(before, definition, prepared),
    credentials,
    secretName: await secret(
      'credentials',
      old?.authentication.secretName,
      credentials?.values,
    ),
    requestParametersSecretName: await secret(
      'requestParameters',
      old?.requestParametersSecretName,
      parameters && parametersValues(parameters),
    ),
    phase: 'Ready',
  });
}

/** Any document that is sent replaces the whole set; without one, the stored ones stay where they still apply. */
export function documentsAfter(
  { spec }: RemoteService,
  definition: ServiceDefinition,
  prepared: PreparedDocuments | undefined,
) {
  if (prepared) {
    return {
      documents: Object.fromEntries(
        prepared.documents.map(({ role, reference }) => [role, reference]),
      ),
      documentation: documentationSummary(definition),
      eventTypes: prepared.eventTypes,
    };
  }
  const { apiSpec, eventSpec, documentation } = spec.documents ?? {};
  return {
    documents: {
      ...(apiSpec && definition.api && { apiSpec }),
      ...(eventSpec && definition.events && { eventSpec }),
      ...(documentation && { documentation }),
    },
    documentation: spec.documentation,
    eventTypes: spec.events?.types ?? [],
  };
}

/** Labels that somebody else put on the object; ours are made anew. */
function foreignLabels(service: RemoteService): Record<string, string> {
  const ours = serviceLabels(service.spec);
  return Object.fromEntries(
    Object.entries(service.metadata.labels ?? {}).filter(
      ([label]) => !(label in ours),
    ),
  );
}

async function cleanUp(
  context: RegistryContext,
  before: RemoteService,
  after: RemoteService,
): Promise<void> {
  const kept = new Set(secretNamesOf(after));
  const digests = new Set(digestsOf(after));
  try {
    if (before.spec.api && !after.spec.api) {
      await ensureApiService(context, after);
    }
    await deleteSecrets(
      context,
      after.spec.id,
      secretNamesOf(before).filter(name => !kept.has(name)),
    );
    await context.versions.record([after]);
    await discardDocuments(
      context,
      digestsOf(before).filter(sha256 => !digests.has(sha256)),
    );
  } catch (error) {
    // The change is made; what is left over is found by the reconciler.
    context.logger.warn(
      `what service ${after.spec.id} no longer uses is left to the reconciler: ${error}`,
    );
  }
}
