import type { PeerCertificate } from './PeerCertificates';

/** Why what stands where a certificate should be is none. */
export type PresentationProblem =
  | 'forwarded certificate is malformed'
  | 'forwarded certificate is ambiguous'
  | 'forwarded certificate is too long';

/** The certificate that came with a request, good or not; neither of both when there was none. */
export interface Presented {
  peer?: PeerCertificate;
  problem?: PresentationProblem;
}
