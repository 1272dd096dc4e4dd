import {
  CONNECTED_APP_LABEL,
  parseServiceDefinition,
  ServiceDefinitionError,
  type AuthenticationType,
  type RemoteEnvironment,
  type RemoteServiceManifest,
  type ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import { specificationUrlOf } from '../documents/prepareDocuments';
import { isServiceId } from '../objects/naming';

/** What is wrong with an applied service. */
export interface FieldProblem {
  /** `Invalid`, or what else has to happen first. */
  reason: 'Invalid' | 'EnvironmentNotFound';
  /** Path in the manifest, e.g. `spec.api.targetUrl`. */
  field: string;
  problem: string;
}

type Spec = RemoteServiceManifest['spec'];
type Api = NonNullable<Spec['api']>;

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Where the fields of a registration are in a manifest, apart from `spec.`. */
const FIELDS: Record<string, string> = {
  name: 'displayName',
  'api.credentials.oauth.url': 'api.authentication.tokenUrl',
  'api.credentials.oauth.csrfInfo.tokenEndpointURL':
    'api.authentication.csrfTokenUrl',
  'api.credentials.oauthWithCertificate.url': 'api.authentication.tokenUrl',
  'api.credentials.oauthWithCertificate.csrfInfo.tokenEndpointURL':
    'api.authentication.csrfTokenUrl',
  'api.credentials.basic.csrfInfo.tokenEndpointURL':
    'api.authentication.csrfTokenUrl',
  'api.credentials.certificateGen.csrfInfo.tokenEndpointURL':
    'api.authentication.csrfTokenUrl',
};

/**
 * Judges a service by the rules of registration, whoever wrote it.
 *
 * @param environment - that its name resolves to now
 */
export function serviceProblems(
  manifest: RemoteServiceManifest,
  environment: RemoteEnvironment | undefined,
): FieldProblem[] {
  const { metadata, spec } = manifest;
  const problems: FieldProblem[] = [];
  const check = (holds: boolean, field: string, problem: string) => {
    if (!holds) {
      problems.push({ reason: 'Invalid', field, problem });
    }
  };
  check(
    isServiceId(metadata.name),
    'metadata.name',
    'must be a lower-case UUID: it is the id of the service',
  );
  check(
    spec.id === undefined || spec.id === metadata.name,
    'spec.id',
    'must be metadata.name, or absent',
  );
  check(
    spec.name === undefined || NAME.test(spec.name),
    'spec.name',
    'must have 1 to 63 characters: lower-case letters, digits and dashes, beginning and ending with a letter or digit',
  );
  problems.push(...environmentProblem(spec, environment));
  try {
    parseServiceDefinition(definitionOf(spec));
  } catch (error) {
    if (!(error instanceof ServiceDefinitionError)) {
      throw error;
    }
    const { field, problem } = error;
    const path = field && `.${FIELDS[field] ?? field}`;
    check(false, `spec${path}`, problem.replace(`${field}: `, ''));
  }
  const { type, secretName } = spec.api?.authentication ?? {};
  check(
    type === undefined || type === 'none' || secretName !== undefined,
    'spec.api.authentication.secretName',
    `is missing: calls with ${type} need a Secret`,
  );
  return problems;
}

/** The definition that a registration of the same service would have, without documents and secrets. */
export function definitionOf(spec: Spec): object {
  const { [CONNECTED_APP_LABEL]: _, ...labels } = spec.labels ?? {};
  return {
    provider: spec.provider,
    name: spec.displayName,
    description: spec.description,
    shortDescription: spec.shortDescription,
    identifier: spec.identifier,
    labels,
    api: spec.api && {
      targetUrl: spec.api.targetUrl,
      apiType: spec.api.apiType,
      specificationUrl: spec.api.specificationUrl,
      credentials: credentialsOf(spec.api),
    },
    events: spec.events && { spec: spec.events },
  };
}

/** Where a manifest has its specification fetched from, empty without one. */
export function specificationUrlIn({ api }: Spec): string {
  return (api && specificationUrlOf(api)) ?? '';
}

/** The same with the API's specification as its only document; undefined when it names none. */
export function specificationOf(spec: Spec): ServiceDefinition | undefined {
  return specificationUrlIn(spec)
    ? parseServiceDefinition({ ...definitionOf(spec), events: undefined })
    : undefined;
}

function environmentProblem(
  spec: Spec,
  environment: RemoteEnvironment | undefined,
): FieldProblem[] {
  const { name, uid } = spec.environment;
  if (!environment || environment.metadata.deletionTimestamp) {
    return [
      {
        reason: 'EnvironmentNotFound',
        field: 'spec.environment.name',
        problem: `there is no RemoteEnvironment '${name}'`,
      },
    ];
  }
  return uid === undefined || uid === environment.metadata.uid
    ? []
    : [
        {
          reason: 'Invalid',
          field: 'spec.environment.uid',
          problem: `must be absent, or the uid of the RemoteEnvironment '${name}' that there is now`,
        },
      ];
}

/** Anything in the place of secrets: only their URLs are judged here. */
const HIDDEN = '-';

function credentialsOf({ authentication }: Api): object | undefined {
  const { type, tokenUrl, csrfTokenUrl } = authentication;
  const csrfInfo = csrfTokenUrl ? { tokenEndpointURL: csrfTokenUrl } : null;
  const oauth = {
    url: tokenUrl,
    clientId: HIDDEN,
    clientSecret: HIDDEN,
    csrfInfo,
  };
  const byType: Record<AuthenticationType, object | undefined> = {
    none: undefined,
    basic: { basic: { username: HIDDEN, password: HIDDEN, csrfInfo } },
    oauth: { oauth },
    oauthWithCertificate: {
      oauthWithCertificate: {
        url: tokenUrl,
        clientId: HIDDEN,
        certificate: HIDDEN,
        key: HIDDEN,
        csrfInfo,
      },
    },
    certificateGen: { certificateGen: { commonName: HIDDEN, csrfInfo } },
  };
  return byType[type];
}
