import { CERTIFICATE_CASES } from './certificateCases';
import { CHANGE_CASES } from './changeCases';
import { REQUEST_CASES } from './requestCases';
import { SIGNING_CASES } from './signingCases';
import { SUBJECT_CASES } from './subjectCases';
import { TOKEN_CASES } from './tokenCases';

/**
 * All cases there are, by what they are about. The first four are executed at a real edge, in
 * packages/gateway/src/edge/hostile, the others at a real portal, in
 * plugins/remote-env-backend/src/http/edge/trust/hostile.
 */
export const HOSTILE_GROUPS = {
  certificates: CERTIFICATE_CASES,
  subjects: SUBJECT_CASES,
  changes: CHANGE_CASES,
  requests: REQUEST_CASES,
  tokens: TOKEN_CASES,
  signing: SIGNING_CASES,
} as const;
