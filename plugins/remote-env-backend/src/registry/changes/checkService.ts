import {
  parseServiceDefinition,
  requestParametersOf,
  serviceDefinitionProblems,
  unknownFieldsOf,
  type RemoteService,
  type ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import {
  bringsDocuments,
  type PreparedDocuments,
} from '../documents/prepareDocuments';
import {
  draftedDocuments,
  tryDocuments,
  type TriedDocuments,
} from '../documents/tryDocuments';
import { ServiceInvalidError } from '../errors';
import type {
  EnvironmentIdentity,
  ServiceCheck,
  ServiceProblem,
} from '../model';
import { credentialsOf, parametersFromValues } from '../objects/credentials';
import { unmaskedParameters } from '../objects/maskedParameters';
import { newServiceId, serviceIdSeed } from '../objects/naming';
import { readSecret } from '../objects/secrets';
import { entityTag } from '../objects/toRegisteredService';
import {
  environmentOf,
  isVisible,
  storedService,
  type RegistryContext,
} from '../RegistryContext';
import { fieldsThatChange } from './fieldsThatChange';

export interface CheckedService {
  environment: EnvironmentIdentity;
  /** As sent. */
  definition: unknown;
  /** The service that it would replace; otherwise the one that has its identifier. */
  replaces: RemoteService | undefined;
}

/**
 * What a definition would come to, and everything that would keep it from being taken. Writes nothing.
 *
 * @throws EnvironmentGoneError, RegistryBusyError
 */
export async function checkService(
  context: RegistryContext,
  { environment, definition: sent, replaces }: CheckedService,
): Promise<ServiceCheck> {
  const owner = await environmentOf(context, environment);
  const problems: ServiceProblem[] = [
    ...unknownFieldsOf(sent).map(field => ({
      field,
      problem: 'is not a known field',
    })),
    ...serviceDefinitionProblems(sent),
  ];
  const definition =
    problems.length === 0 ? parseServiceDefinition(sent) : undefined;
  const tried = await tryDocuments(
    context,
    definition ?? draftedDocuments(sent),
  );
  problems.push(...tried.problems);
  if (!definition) {
    return checked(problems, tried);
  }
  const holder =
    replaces ??
    (definition.identifier === undefined
      ? undefined
      : await visibleService(
          context,
          environment,
          newServiceId(serviceIdSeed(owner), definition.identifier),
        ));
  problems.push(...(await secretProblems(context, definition, holder)));
  if (!holder) {
    return checked(problems, tried);
  }
  const prepared: PreparedDocuments | undefined = bringsDocuments(definition)
    ? tried
    : undefined;
  const { id, name, displayName } = holder.spec;
  return {
    ...checked(problems, tried),
    existing: { id, name, displayName, etag: entityTag(holder) },
    changes: fieldsThatChange(holder, definition, prepared),
  };
}

function checked(
  problems: ServiceProblem[],
  { documents, eventTypes, fetchedText }: TriedDocuments,
): ServiceCheck {
  return {
    problems,
    documents: documents.map(({ role, reference }) => ({ role, ...reference })),
    eventTypes,
    fetchedText,
  };
}

async function visibleService(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  id: string,
): Promise<RemoteService | undefined> {
  const found = await storedService(context, environment, id);
  return found && isVisible(found) ? found : undefined;
}

/** Masked values that stand for nothing. A certificate is not made for this. */
async function secretProblems(
  context: RegistryContext,
  { api }: ServiceDefinition,
  holder: RemoteService | undefined,
): Promise<ServiceProblem[]> {
  if (!api) {
    return [];
  }
  const old = holder?.spec.api;
  const [values, parameters] = holder
    ? await Promise.all([
        readSecret(context, holder, old?.authentication.secretName),
        readSecret(context, holder, old?.requestParametersSecretName),
      ])
    : [];
  const problems: ServiceProblem[] = [];
  const tries = [
    async () =>
      api.credentials?.certificateGen
        ? undefined
        : credentialsOf(api, old && { api: old, values }),
    async () =>
      unmaskedParameters('api.requestParameters', requestParametersOf(api), {
        stored: parametersFromValues(parameters),
        before: old?.targetUrl,
        now: api.targetUrl,
      }),
  ];
  for (const attempt of tries) {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof ServiceInvalidError)) {
        throw error;
      }
      const [field = '', ...words] = error.message.split(' ');
      problems.push({ field, problem: words.join(' ') });
    }
  }
  return problems;
}
