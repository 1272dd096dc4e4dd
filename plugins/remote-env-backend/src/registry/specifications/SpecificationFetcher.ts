import type {
  RequestParameters,
  ServiceApiDefinition,
} from '@remote-env/plugin-remote-env-common';

export interface SpecificationRequest {
  url: string;
  /** Where the URL comes from, for messages and for what is asked for. Default `api.specificationUrl`. */
  field?: 'api.specificationUrl' | 'api.targetUrl with /$metadata';
  /** Used for this one fetch and never kept. */
  credentials?: ServiceApiDefinition['specificationCredentials'];
  /** Added where URL and request do not have them. */
  parameters?: RequestParameters;
}

/** Gets the document that a registration names by URL. */
export interface SpecificationFetcher {
  /**
   * @returns the document as text
   * @throws SpecificationFetchError, ServiceInvalidError
   */
  fetch(request: SpecificationRequest): Promise<string>;
}
