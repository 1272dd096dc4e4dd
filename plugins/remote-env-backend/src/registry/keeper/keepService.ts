import { isDeepStrictEqual } from 'node:util';
import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  SERVICE_LABEL,
  type RemoteEnvironment,
  type RemoteService,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import { changedFields, type Announce } from '../../keeping';
import { ensureApiService, type ApiServiceChange } from '../objects/apiService';
import type { RegistryContext } from '../RegistryContext';
import { completeService, refreshedDocuments } from './completeService';
import { completedService } from './completedService';
import { readCredentialsState } from './serviceCredentials';
import { serviceProblems, type FieldProblem } from './serviceProblems';
import { newObstacles, serviceStatus, type Findings } from './serviceStatus';

export interface KeeperContext extends RegistryContext {
  announce: Announce;
}

/**
 * Puts one service right: completes it when somebody applied it, undoes changes of fields that are ours, makes its
 * Kubernetes Service be as it should, and says in its conditions what it cannot cure. Every step is bound to the
 * version that it is based on, so that of several portals one does it, and that one tells.
 */
export async function keepService(
  context: KeeperContext,
  name: string,
): Promise<void> {
  const { resources, namespace } = context;
  const found = await resources.get(RemoteServiceManifestKind, {
    namespace,
    name,
  });
  if (!found || isInTransit(found)) {
    return;
  }
  const environment = await resources.get(RemoteEnvironmentKind, {
    namespace,
    name: found.spec.environment.name,
  });
  const problems = serviceProblems(found, environment);
  const committed = RemoteServiceKind.schema.safeParse(found);
  const isReady = committed.success && committed.data.spec.phase === 'Ready';
  if (!environment || problems.length > 0) {
    await report(context, found, {
      problems,
      credentials: undefined,
      committed: isReady,
    });
    return;
  }
  const credentials = await readCredentialsState(context, found);
  if (isReady) {
    const kept = await keepCommitted(context, committed.data, environment);
    await report(context, kept.service, {
      problems: kept.problems,
      credentials,
      committed: true,
    });
    return;
  }
  if (!credentials.ready) {
    await report(context, found, { problems, credentials, committed: false });
    return;
  }
  const outcome = await completeService(context, found, environment);
  if ('problem' in outcome) {
    await report(context, found, {
      problems: [outcome.problem],
      credentials,
      committed: false,
    });
    return;
  }
  await context.announce({
    objects: [outcome.service],
    type: 'Normal',
    reason: 'Registered',
    message: `the service was applied, and is registered as '${outcome.service.spec.name}'`,
    ...about(outcome.service),
  });
  await report(context, outcome.service, {
    problems,
    credentials,
    committed: true,
  });
}

/** A registration that is under way, or a removal: the registry and its reconciler see to those. */
export function isInTransit({
  metadata,
  spec,
}: {
  metadata: RemoteServiceManifest['metadata'];
  spec: { phase?: string };
}): boolean {
  const registering =
    spec.phase === 'Pending' && metadata.labels?.[SERVICE_LABEL] !== undefined;
  return (
    registering ||
    spec.phase === 'Deleting' ||
    metadata.deletionTimestamp !== undefined
  );
}

async function keepCommitted(
  context: KeeperContext,
  found: RemoteService,
  environment: RemoteEnvironment,
): Promise<{ service: RemoteService; problems: FieldProblem[] }> {
  const documents = await refreshedDocuments(context, found);
  const wanted = completedService(found, {
    environment,
    name: found.spec.name,
    hostSuffix: context.hostSuffix,
    ...documents.now,
  });
  let service = found;
  if (!isDeepStrictEqual(wanted, found)) {
    service = await context.resources.update(RemoteServiceKind, wanted);
    const undone = changedFields(found, wanted).filter(
      field => !documents.fields.some(each => field.startsWith(each)),
    );
    if (undone.length > 0) {
      await context.announce({
        objects: [service],
        type: 'Normal',
        reason: 'Restored',
        message: `set back, since the portal keeps them: ${undone.join(', ')}`,
        ...about(service),
      });
    }
  }
  const change = await ensureApiService(context, service);
  if (change) {
    await context.announce({
      objects: [service, ...(change.type === 'removed' ? [] : [change.object])],
      type: 'Normal',
      reason: 'Restored',
      message: messageOf(change),
      ...about(service),
    });
  }
  return { service, problems: documents.problems };
}

function messageOf({ type, object, fields }: ApiServiceChange): string {
  const { name } = object.metadata;
  switch (type) {
    case 'created':
      return `the Service '${name}' was missing, and is there again`;
    case 'removed':
      return `the Service '${name}' was removed: there is to be none`;
    default:
      return `the Service '${name}' was set back: ${fields.join(', ')}`;
  }
}

async function report(
  context: KeeperContext,
  service: RemoteServiceManifest,
  findings: Findings,
): Promise<void> {
  const status = serviceStatus(service, findings, new Date());
  if (isDeepStrictEqual(status, service.status)) {
    return;
  }
  const told = await context.resources.updateStatus(RemoteServiceManifestKind, {
    ...service,
    status,
  });
  for (const { reason, message } of newObstacles(service.status, status)) {
    await context.announce({
      objects: [told],
      type: 'Warning',
      reason,
      message: message ?? reason,
      ...about(service),
    });
  }
}

function about({ metadata, spec }: RemoteServiceManifest) {
  return { environment: spec.environment, serviceId: metadata.name };
}
