import type {
  RemoteService,
  RemoteServiceSpec,
  ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import type { PreparedDocuments } from '../documents/prepareDocuments';
import { changedFields } from '../../keeping';
import { composeSpec } from './composeSpec';
import { documentsAfter } from './replaceService';

/** Fields of a definition by where their values are stored. The first that fits counts. */
const FIELDS: readonly [stored: string, field: string | undefined][] = [
  ['documents.apiSpec', 'api.spec'],
  ['documents.eventSpec', 'events.spec'],
  ['documents.documentation', 'documentation'],
  ['documents', 'documents'],
  ['documentation', 'documentation'],
  // Follows from the document.
  ['events.types', undefined],
  ['displayName', 'name'],
  ['labels', 'labels'],
  ['api.authentication', 'api.credentials'],
  ['hostName', undefined],
];

/**
 * Which fields of a stored service a definition would change. Values of secrets are not compared: whoever may
 * change a service must not learn by guessing what they are.
 *
 * @returns empty when it says what is stored already
 */
export function fieldsThatChange(
  service: RemoteService,
  definition: ServiceDefinition,
  prepared: PreparedDocuments | undefined,
): string[] {
  const { spec } = service;
  const after = composeSpec({
    identity: spec,
    definition,
    ...documentsAfter(service, definition, prepared),
    credentials: undefined,
    secretName: undefined,
    requestParametersSecretName: undefined,
    phase: 'Ready',
  });
  const changed = changedFields(
    withoutSecrets(spec),
    withoutSecrets({
      ...after,
      ...(after.api && {
        api: { ...after.api, authentication: authenticationOf(definition) },
      }),
    }),
  );
  const fields = changed.flatMap(path => {
    const known = FIELDS.find(
      ([stored]) => path === stored || path.startsWith(`${stored}.`),
    );
    return known ? known[1] ?? [] : path;
  });
  return [...new Set(fields)];
}

function authenticationOf({
  api,
}: ServiceDefinition): NonNullable<RemoteServiceSpec['api']>['authentication'] {
  const { oauth, oauthWithCertificate, basic, certificateGen } =
    api?.credentials ?? {};
  const token = oauth ?? oauthWithCertificate;
  const csrf = (token ?? basic ?? certificateGen)?.csrfInfo;
  const type =
    (oauth && 'oauth') ??
    (oauthWithCertificate && 'oauthWithCertificate') ??
    (basic && 'basic') ??
    (certificateGen && 'certificateGen') ??
    'none';
  return {
    type,
    ...(token && { tokenUrl: token.url }),
    ...(csrf && { csrfTokenUrl: csrf.tokenEndpointURL }),
  };
}

function withoutSecrets({ api, ...rest }: RemoteServiceSpec) {
  if (!api) {
    return rest;
  }
  const { requestParametersSecretName: _, authentication, ...others } = api;
  const { secretName: __, ...visible } = authentication;
  return { ...rest, api: { ...others, authentication: visible } };
}
