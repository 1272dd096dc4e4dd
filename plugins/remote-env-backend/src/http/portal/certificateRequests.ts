import { tokenIssuePermission } from '@remote-env/plugin-remote-env-common';
import {
  subjectString,
  type SubjectConfig,
} from '@remote-env/plugin-remote-env-node';
import { inspectSigningRequest } from '@remote-env/plugin-remote-env-node/x509';
import type { CertificateIssuer } from '../../trust';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';

/** Looks at requests before they are signed. Changes nothing, so that nothing of it is audited. */
export function createCertificateRequestOperations(deps: {
  access: PortalAccess;
  issuer: Pick<CertificateIssuer, 'check'>;
  subject: SubjectConfig;
}): Pick<PortalOperations, 'checkCertificateRequest'> {
  return {
    async checkCertificateRequest({ path, body, credentials }) {
      await deps.access.environment(
        credentials,
        path.name,
        tokenIssuePermission,
      );
      const findings = await inspectSigningRequest(body.csr, request =>
        deps.issuer.check({ name: path.name }, request),
      );
      return {
        status: 200,
        body: {
          ...findings,
          expectedSubject: subjectString(deps.subject, path.name),
        },
      };
    },
  };
}
