import { Refusal } from './refusal.ts';

/**
 * What readers of the older protocol get for a Swagger 2.0 document in JSON: the host under which the proxy offers
 * the API, an empty base path and plain http. What is stored stays as it was registered (wire-contracts 1.2).
 */
export function rewriteSwagger(text: string, host: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) {
    throw new Refusal({ reason: 'is not an object' });
  }
  return JSON.stringify({ ...value, host, basePath: '', schemes: ['http'] });
}
