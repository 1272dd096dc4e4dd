import {
  RemoteServiceKind,
  RemoteServiceManifestKind,
  type RemoteEnvironment,
  type RemoteService,
  type RemoteServiceManifest,
  type RemoteServiceSpec,
} from '@remote-env/plugin-remote-env-common';
import { restoreDocuments, storeDocuments } from '../documents/documentFiles';
import {
  prepareDocuments,
  type PreparedDocument,
} from '../documents/prepareDocuments';
import { ServiceInvalidError, SpecificationFetchError } from '../errors';
import { ensureApiService } from '../objects/apiService';
import { freeName } from '../ServiceNames';
import type { RegistryContext } from '../RegistryContext';
import {
  completedService,
  SPECIFICATION_URL_ANNOTATION,
} from './completedService';
import {
  specificationOf,
  specificationUrlIn,
  type FieldProblem,
} from './serviceProblems';

type Documents = NonNullable<RemoteServiceSpec['documents']>;

/**
 * Completes an applied service: documents, then its Kubernetes Service, and last one update of the object, which is
 * the commit as it is of a registration. Until then no reader sees it.
 */
export async function completeService(
  context: RegistryContext,
  manifest: RemoteServiceManifest,
  environment: RemoteEnvironment,
): Promise<{ service: RemoteService } | { problem: FieldProblem }> {
  const { spec, metadata } = manifest;
  if (spec.documents) {
    return invalid(
      'spec.documents',
      'is filled in by the portal: name the document in spec.api.specificationUrl',
    );
  }
  const owner = {
    name: environment.metadata.name,
    uid: environment.metadata.uid,
  };
  const holder =
    spec.name && (await context.names.holderOf(owner.uid, spec.name));
  if (holder && holder !== metadata.name) {
    return invalid('spec.name', `is the name of the service ${holder}`);
  }
  const fetched = await fetchSpecification(context, manifest);
  if ('problem' in fetched) {
    return fetched;
  }
  const { prepared, documents } = fetched;
  const completed = completedService(manifest, {
    environment,
    name:
      spec.name ??
      (await freeName(
        context.names,
        owner.uid,
        spec.displayName,
        metadata.name,
      )),
    documents,
    specificationUrl: specificationUrlIn(spec),
    hostSuffix: context.hostSuffix,
  });
  const keys = prepared.map(({ reference }) => reference.key);
  return context.inUse.use(keys, async () => {
    await storeDocuments(context, prepared);
    await ensureApiService(context, completed);
    await restoreDocuments(context, prepared);
    const stored = await context.resources.update(
      RemoteServiceManifestKind,
      completed,
    );
    return { service: RemoteServiceKind.schema.parse(stored) };
  });
}

/** The documents of a service as they should be now, and what stands in the way of better ones. */
export interface RefreshedDocuments {
  now: { documents: RemoteServiceSpec['documents']; specificationUrl?: string };
  /** Fields that change with them, and are not drift. */
  fields: string[];
  problems: FieldProblem[];
}

/** Fetches the specification of an applied service again once its manifest names another one. */
export async function refreshedDocuments(
  context: RegistryContext,
  service: RemoteService,
): Promise<RefreshedDocuments> {
  const { metadata, spec } = service;
  const before = metadata.annotations?.[SPECIFICATION_URL_ANNOTATION];
  const specificationUrl = specificationUrlIn(spec);
  const kept = { documents: spec.documents, specificationUrl: before };
  if (before === undefined || before === specificationUrl) {
    return { now: kept, fields: [], problems: [] };
  }
  const fetched = await fetchSpecification(context, service);
  if ('problem' in fetched) {
    return { now: kept, fields: [], problems: [fetched.problem] };
  }
  await storeDocuments(context, fetched.prepared);
  return {
    now: { documents: fetched.documents, specificationUrl },
    fields: [
      'spec.documents',
      'metadata.labels.document.',
      'metadata.annotations',
    ],
    problems: [],
  };
}

async function fetchSpecification(
  context: RegistryContext,
  { spec }: RemoteServiceManifest,
): Promise<
  | { prepared: PreparedDocument[]; documents: Documents }
  | { problem: FieldProblem }
> {
  const definition = specificationOf(spec);
  if (!definition) {
    return { prepared: [], documents: {} };
  }
  try {
    const { documents: prepared } = await prepareDocuments(context, definition);
    return {
      prepared,
      documents: Object.fromEntries(
        prepared.map(({ role, reference }) => [role, reference]),
      ),
    };
  } catch (error) {
    if (
      error instanceof ServiceInvalidError ||
      error instanceof SpecificationFetchError
    ) {
      return invalid('spec.api.specificationUrl', error.message);
    }
    throw error;
  }
}

function invalid(field: string, problem: string): { problem: FieldProblem } {
  return { problem: { reason: 'Invalid', field, problem } };
}
