import { MASKED_SECRET } from '@remote-env/plugin-remote-env-common';
import { maskedParameters, type ServiceDetails } from '../../../registry';

/**
 * What was registered, for those who change it: secrets and parameters are masked, and kept when they are sent back so.
 * Documents are left out, as they are read apart.
 */
export function presentDefinition(
  service: ServiceDetails,
): Record<string, unknown> {
  const { api } = service;
  const { 'connected-app': _, ...labels } = service.labels;
  return {
    provider: service.provider,
    name: service.displayName,
    description: service.description,
    shortDescription: service.shortDescription,
    identifier: service.identifier,
    labels,
    ...(api && {
      api: {
        targetUrl: api.targetUrl,
        apiType: api.apiType,
        specificationUrl: api.specificationUrl,
        requestParameters: maskedParameters(service.requestParameters),
        credentials: credentialsOf(service, api.authentication),
      },
    }),
    ...(service.kinds.includes('events') && { events: {} }),
  };
}

function credentialsOf(
  service: ServiceDetails,
  authentication: NonNullable<ServiceDetails['api']>['authentication'],
) {
  const { type, tokenUrl, csrfTokenUrl } = authentication;
  const csrf = csrfTokenUrl && {
    csrfInfo: { tokenEndpointURL: csrfTokenUrl },
  };
  switch (type) {
    case 'oauth': {
      const parameters = maskedParameters(service.tokenRequestParameters);
      return {
        oauth: {
          url: tokenUrl,
          clientId: MASKED_SECRET,
          clientSecret: MASKED_SECRET,
          ...(parameters && { requestParameters: parameters }),
          ...csrf,
        },
      };
    }
    case 'oauthWithCertificate': {
      const parameters = maskedParameters(service.tokenRequestParameters);
      return {
        oauthWithCertificate: {
          url: tokenUrl,
          clientId: MASKED_SECRET,
          certificate: service.clientCertificate ?? MASKED_SECRET,
          key: MASKED_SECRET,
          ...(parameters && { requestParameters: parameters }),
          ...csrf,
        },
      };
    }
    case 'basic':
      return {
        basic: { username: MASKED_SECRET, password: MASKED_SECRET, ...csrf },
      };
    case 'certificateGen':
      return {
        certificateGen: {
          commonName: service.generatedCertificate?.commonName,
          ...csrf,
        },
      };
    default:
      return undefined;
  }
}
