import type { DocumentRole } from '@remote-env/plugin-remote-env-common';
import type {
  EnvironmentIdentity,
  ServiceDetails,
  ServiceRegistry,
} from '../../../registry';
import type { WireDocuments } from './wire';

/**
 * The documents of a service as JSON: what is stored as JSON as it stands, anything else as a JSON string. Swagger
 * 2.0 names the API proxy as its host (application-connector 2.3), whatever the stored document says.
 */
export async function readDocuments(
  registry: ServiceRegistry,
  environment: EnvironmentIdentity,
  service: ServiceDetails,
): Promise<WireDocuments> {
  const read = (role: DocumentRole) =>
    readDocument(registry, environment, service, role);
  return {
    apiSpec: await read('apiSpec'),
    eventSpec: await read('eventSpec'),
    documentation: await read('documentation'),
  };
}

async function readDocument(
  registry: ServiceRegistry,
  environment: EnvironmentIdentity,
  { id, hostName = '' }: ServiceDetails,
  role: DocumentRole,
): Promise<string | undefined> {
  const opened = await registry.openDocument(environment, id, role);
  if (!opened) {
    return undefined;
  }
  const { document, body } = opened;
  const text = Buffer.concat(await body.toArray()).toString();
  if (document.contentType !== 'application/json') {
    return JSON.stringify(text);
  }
  return document.format === 'swagger-2.0'
    ? registry.rewriteSwagger(text, hostName)
    : text;
}
