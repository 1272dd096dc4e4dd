import type {
  RequestParameters,
  ServiceApiDefinition,
} from '@remote-env/plugin-remote-env-common';

export interface SpecificationRequest {
  url: string;
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
