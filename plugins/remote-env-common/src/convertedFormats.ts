import type { DocumentFormat } from './resources';

/** Formats that no viewer shows as they are: pages show what the portal makes of them. */
const CONVERTED: ReadonlySet<string> = new Set<DocumentFormat>([
  'asyncapi-1',
  'odata-edmx',
  'odata-csdl',
]);

/** Whether the readable form of a document is another than the registered one. */
export function isConverted(format: string): boolean {
  return CONVERTED.has(format);
}
