/** Whether documents of a format are data in JSON or YAML, each of which can be had, and no XML or guides. */
export function isExportable(format: string): boolean {
  return /^(?:openapi|swagger|asyncapi)-|^odata-csdl$/.test(format);
}
