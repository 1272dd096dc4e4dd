import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type {
  DocumentStore,
  ResourceStore,
  ServicePerApi,
} from '@remote-env/plugin-remote-env-node';
import type { DerivedDocuments } from './derivations/DerivedDocuments';
import type { DocumentsInUse } from './documents/DocumentsInUse';
import { EnvironmentGoneError } from './errors';
import type { Followups } from './Followups';
import type { EnvironmentIdentity } from './model';
import type { ServiceNames } from './ServiceNames';
import type { SpecificationParser } from './specifications/SpecificationParser';
import type { SpecificationFetcher } from './specifications/SpecificationFetcher';
import type { VersionHistory } from './versions/VersionHistory';

/** What has just become durable, in the order of each change. */
export type RegistryStep =
  | 'register:documents'
  | 'register:pending'
  | 'register:secrets'
  | 'register:service'
  | 'register:ready'
  | 'register:published'
  | 'replace:documents'
  | 'replace:secrets'
  | 'replace:ready'
  | 'replace:published'
  | 'replace:cleaned'
  | 'delete:deleting'
  | 'delete:secrets'
  | 'delete:gone'
  | 'delete:cleaned';

/** What every change of the registry works with. */
export interface RegistryContext {
  resources: ResourceStore;
  documents: DocumentStore;
  /** What follows from documents, and goes with them. */
  derived: Pick<DerivedDocuments, 'remove'>;
  /** Former documents of services, which stay as long as they are kept there. */
  versions: Pick<
    VersionHistory,
    'record' | 'forget' | 'isKept' | 'kept' | 'services' | 'pruneAll'
  >;
  specifications: Pick<
    SpecificationParser,
    'parse' | 'separate' | 'convert' | 'rewriteSwagger'
  >;
  fetcher: SpecificationFetcher;
  logger: LoggerService;
  /** Where environments, services and their Secrets live. */
  namespace: string;
  /** What follows the per-API name in `hostName`. */
  hostSuffix: string;
  /** Which Kubernetes Service each API gets. */
  servicePerApi: ServicePerApi;
  inUse: DocumentsInUse;
  names: ServiceNames;
  followups: Followups;
  /** Awaited after each step, so that tests can stop a change anywhere. */
  onStep: (step: RegistryStep) => Promise<void> | void;
}

/** A registration that is still `Pending` after this long was left by a crash: what follows it takes milliseconds. */
export const PENDING_GRACE_MS = 20_000;

export function ageMs(object: {
  metadata: { creationTimestamp: string };
}): number {
  return Date.now() - Date.parse(object.metadata.creationTimestamp);
}

/** @throws EnvironmentGoneError unless the name belongs to this very environment, and stays */
export async function environmentOf(
  { resources, namespace }: RegistryContext,
  { name, uid }: EnvironmentIdentity,
): Promise<RemoteEnvironment> {
  const found = await resources.get(RemoteEnvironmentKind, { namespace, name });
  if (
    !found ||
    found.metadata.uid !== uid ||
    found.metadata.deletionTimestamp
  ) {
    throw new EnvironmentGoneError(
      `remote environment '${name}' does not exist`,
    );
  }
  return found;
}

/**
 * The service as it is stored, in whatever phase; undefined when it is of another environment. One that was applied
 * and is not complete is not there yet.
 */
export async function storedService(
  { resources, namespace }: RegistryContext,
  environment: EnvironmentIdentity,
  id: string,
): Promise<RemoteService | undefined> {
  const manifest = await resources.get(RemoteServiceManifestKind, {
    namespace,
    name: id,
  });
  const found = RemoteServiceKind.schema.safeParse(manifest).data;
  return found?.spec.environment.uid === environment.uid ? found : undefined;
}

/** Readers see what is committed and stays. */
export function isVisible(service: RemoteService): boolean {
  return service.spec.phase === 'Ready' && !service.metadata.deletionTimestamp;
}
