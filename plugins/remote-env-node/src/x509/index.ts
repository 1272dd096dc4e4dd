/**
 * Certificates: the authority that signs, the requests that it gets, and what is said of either.
 *
 * @packageDocumentation
 */
export { Authority, AuthorityError, type KeyAndCertificate } from './Authority';
export { certificateFacts, type CertificateFacts } from './certificateFacts';
export { checkSubject } from './checkSubject';
export { CsrError, type CsrErrorReason } from './CsrError';
export { pemCertificates } from './encoding';
export { createGeneratedClient } from './generatedClient';
export type { KeyAlgorithm } from './keyPolicy';
export type { NameAttributes } from './names';
export { SigningRequest, type SubjectAttribute } from './SigningRequest';
