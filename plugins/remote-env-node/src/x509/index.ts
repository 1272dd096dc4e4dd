/**
 * Certificates: the authority that signs, the requests that it gets, and what is said of either.
 *
 * @packageDocumentation
 */
export { Authority } from './Authority';
export { issuingChain } from './authorityChain';
export { AuthorityError } from './AuthorityError';
export { readAuthorityPair, type AuthorityRules } from './authorityPair';
export { certificateFacts, type CertificateFacts } from './certificateFacts';
export { checkSubject } from './checkSubject';
export { CsrError, type CsrErrorReason } from './CsrError';
export { pemCertificates } from './encoding';
export { createGeneratedClient } from './generatedClient';
export type { KeyAndCertificate } from './KeyAndCertificate';
export type { KeyAlgorithm } from './keyPolicy';
export type { NameAttributes } from './names';
export {
  pemRevocationLists,
  revocationDigest,
  type RevocationListContents,
  type RevokedSerial,
} from './revocationList';
export {
  inspectSigningRequest,
  type SigningRequestFindings,
} from './inspectSigningRequest';
export { SigningRequest } from './SigningRequest';
export type { SubjectAttribute } from './subjectAttributes';
