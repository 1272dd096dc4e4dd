import { setTimeout as delay } from 'node:timers/promises';
import {
  API_VERSION,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  requestParametersOf,
  type NewResource,
  type RemoteEnvironment,
  type RemoteService,
  type RequestParameters,
  type ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  ResourceNotFoundError,
} from '@remote-env/plugin-remote-env-node';
import { allDone } from '../allDone';
import { restoreDocuments, storeDocuments } from '../documents/documentFiles';
import {
  prepareDocuments,
  type PreparedDocuments,
} from '../documents/prepareDocuments';
import { publishCommitted } from '../documents/publishedDocuments';
import { RegistryBusyError, ServiceExistsError } from '../errors';
import type { EnvironmentIdentity } from '../model';
import { ensureApiService } from '../objects/apiService';
import {
  credentialsOf,
  parametersValues,
  type Credentials,
} from '../objects/credentials';
import {
  hostNameOf,
  newServiceId,
  serviceIdSeed,
  serviceLabels,
} from '../objects/naming';
import { tellCommitted } from '../keeper/tellCommitted';
import { unmaskedParameters } from '../objects/maskedParameters';
import { createSecret } from '../objects/secrets';
import {
  ageMs,
  environmentOf,
  isVisible,
  PENDING_GRACE_MS,
  storedService,
  type RegistryContext,
} from '../RegistryContext';
import { freeName } from '../ServiceNames';
import { changedByAnnotation } from '../objects/changedBy';
import { composeSpec, documentationSummary } from './composeSpec';
import { removeService, withdrawPending } from './removeService';

/** Leftovers of earlier registrations of one identifier that are cleared away before giving up. */
const MAX_ATTEMPTS = 3;
/** For which another registration of one identifier is waited for, and how often it is looked at. */
const OTHERS_MS = 3_000;
const LOOK_MS = 100;

/**
 * Registers a service. What can be refused is refused before anything is written. Then documents, then the service
 * as `Pending`, which no reader sees, then its Secrets
 * and its Kubernetes Service, and last the step to `Ready`, which is the commit and is answered at once.
 */
export async function registerService(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  definition: ServiceDefinition,
  by: string | undefined,
): Promise<RemoteService> {
  const owner = await environmentOf(context, environment);
  const credentials = definition.api && (await credentialsOf(definition.api));
  const parameters = parametersOf(definition);
  const id = newServiceId(serviceIdSeed(owner), definition.identifier);
  await clearTheWay(context, environment, definition.identifier, id);
  const prepared = await prepareDocuments(context, definition);
  const keys = prepared.documents.map(({ reference }) => reference.key);
  return context.inUse.use(keys, async () => {
    await storeDocuments(context, prepared.documents);
    await context.onStep('register:documents');
    const parts = { definition, prepared, credentials, parameters, by };
    const draft = await draftOf(context, owner, id, parts);
    const pending = await createPending(context, environment, draft);
    await context.onStep('register:pending');
    const ready = await complete(context, pending, parts);
    await context.followups.begin(async () => {
      await Promise.all([
        publishCommitted(context, ready),
        tellCommitted(context, ready),
      ]);
      await context.onStep('register:published');
    });
    return ready;
  });
}

interface Parts {
  definition: ServiceDefinition;
  prepared: PreparedDocuments;
  credentials: Credentials | undefined;
  parameters: Required<RequestParameters> | undefined;
  by: string | undefined;
}

/** @throws ServiceInvalidError for masked values: there is nothing yet that they could stand for */
function parametersOf({
  api,
}: ServiceDefinition): Required<RequestParameters> | undefined {
  return (
    api &&
    unmaskedParameters('api.requestParameters', requestParametersOf(api), {
      stored: undefined,
      before: undefined,
      now: api.targetUrl,
    })
  );
}

async function complete(
  context: RegistryContext,
  pending: RemoteService,
  { definition, prepared, credentials, parameters, by }: Parts,
): Promise<RemoteService> {
  try {
    const [secretName, requestParametersSecretName] = await allDone([
      credentials?.values &&
        createSecret(context, pending, 'credentials', credentials.values),
      parameters &&
        createSecret(
          context,
          pending,
          'requestParameters',
          parametersValues(parameters),
        ),
      restoreDocuments(context, prepared.documents),
    ] as const);
    await context.onStep('register:secrets');
    await ensureApiService(context, pending, 'expect none');
    await context.onStep('register:service');
    const spec = composeSpec({
      identity: pending.spec,
      definition,
      documents: pending.spec.documents ?? {},
      documentation: pending.spec.documentation,
      eventTypes: prepared.eventTypes,
      credentials,
      secretName,
      requestParametersSecretName,
      phase: 'Ready',
    });
    const ready = await context.resources.update(RemoteServiceKind, {
      ...pending,
      metadata: {
        ...pending.metadata,
        annotations: {
          ...pending.metadata.annotations,
          ...changedByAnnotation(spec, by),
        },
      },
      spec,
    });
    await context.onStep('register:ready');
    return ready;
  } catch (error) {
    // Withdraws only what is still as it was created: a commit whose answer was lost stays a commit.
    await withdrawPending(context, pending).catch(cause =>
      context.logger.warn(
        `service ${pending.spec.id} is left to the reconciler: ${cause}`,
      ),
    );
    if (
      error instanceof ResourceNotFoundError ||
      error instanceof ResourceConflictError
    ) {
      await environmentOf(context, pending.spec.environment);
      throw new RegistryBusyError(
        'the registration was broken off, nothing of it is left; try again',
        { cause: error },
      );
    }
    throw error;
  }
}

async function draftOf(
  context: RegistryContext,
  owner: RemoteEnvironment,
  id: string,
  { definition, prepared, credentials }: Parts,
): Promise<NewResource<RemoteService>> {
  const environment = { name: owner.metadata.name, uid: owner.metadata.uid };
  const spec = composeSpec({
    identity: {
      environment,
      id,
      name: await freeName(context.names, environment.uid, definition.name, id),
      identifier: definition.identifier,
      hostName: hostNameOf(environment.name, id, context.hostSuffix),
    },
    definition,
    documents: Object.fromEntries(
      prepared.documents.map(({ role, reference }) => [role, reference]),
    ),
    documentation: documentationSummary(definition),
    eventTypes: prepared.eventTypes,
    credentials,
    secretName: undefined,
    requestParametersSecretName: undefined,
    phase: 'Pending',
  });
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteService',
    metadata: {
      namespace: context.namespace,
      name: id,
      labels: serviceLabels(spec),
      ownerReferences: [
        {
          apiVersion: RemoteEnvironmentKind.apiVersion,
          kind: RemoteEnvironmentKind.kind,
          name: environment.name,
          uid: environment.uid,
          controller: true,
        },
      ],
    },
    spec,
  };
}

/** Creating the object decides which of several registrations of one identifier wins. */
async function createPending(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  draft: NewResource<RemoteService>,
): Promise<RemoteService> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.resources.create(RemoteServiceKind, draft);
    } catch (error) {
      if (!(error instanceof ResourceExistsError) || attempt === MAX_ATTEMPTS) {
        throw error instanceof ResourceExistsError
          ? new RegistryBusyError(
              'an earlier registration of this service is still being removed; try again later',
              { cause: error },
            )
          : error;
      }
      const { id, identifier } = draft.spec;
      await clearTheWay(context, environment, identifier, id);
    }
  }
}

/**
 * Refuses an identifier that is taken, and removes what a crash left of an earlier registration or removal. Whether one
 * that is under way takes it is waited for: it may be that of a portal which has died, and then nothing will be there.
 *
 * @throws ServiceExistsError, RegistryBusyError
 */
async function clearTheWay(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  identifier: string | undefined,
  id: string,
): Promise<void> {
  if (identifier === undefined) {
    return;
  }
  const deadline = Date.now() + OTHERS_MS;
  for (;;) {
    const holder = await storedService(context, environment, id);
    if (!holder) {
      return;
    }
    if (isVisible(holder)) {
      throw new ServiceExistsError(
        `Service with Identifier ${identifier} already exists`,
      );
    }
    const { phase } = holder.spec;
    if (phase !== 'Pending' || ageMs(holder) >= PENDING_GRACE_MS) {
      await removeService(context, holder);
      return;
    }
    if (Date.now() > deadline) {
      throw new RegistryBusyError(
        `Service with Identifier ${identifier} is being registered; try again later`,
      );
    }
    await delay(LOOK_MS);
  }
}
