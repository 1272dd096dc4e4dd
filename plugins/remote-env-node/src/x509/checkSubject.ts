import type { SubjectConfig } from '../config';
import { CsrError } from './CsrError';
import type { SigningRequest } from './SigningRequest';

/**
 * Compares what a request claims with what we would write, in the order of the older protocol
 * (application-connector 2.2), since the first difference is the answer. Order and encoding in the request are free.
 *
 * @throws CsrError
 */
export function checkSubject(
  request: Pick<SigningRequest, 'subjectValue'>,
  config: SubjectConfig,
  commonName: string,
): void {
  if (request.subjectValue('CN') !== commonName) {
    throw new CsrError('subject', 'CSR: Invalid common name provided.');
  }
  const expected = [
    ['C', 'country', config.country],
    ['O', 'organization', config.organization],
    ['OU', 'organizational unit', config.organizationalUnit],
    ['L', 'locality', config.locality],
    ['ST', 'province', config.province],
  ] as const;
  for (const [attribute, words, value] of expected) {
    const claimed = request.subjectValue(attribute);
    if (claimed === undefined) {
      throw new CsrError('subject', `CSR: No ${words} provided.`);
    }
    if (claimed !== value) {
      throw new CsrError('subject', `CSR: Invalid ${words} provided.`);
    }
  }
}
