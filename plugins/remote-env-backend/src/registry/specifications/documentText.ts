import { SpecificationRefusedError } from './errors';

/**
 * The text of a document that came as bytes, without a mark of the encoding.
 *
 * @throws SpecificationRefusedError
 */
export function documentText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SpecificationRefusedError({ reason: 'is not text in UTF-8' });
  }
}
