import { tokenIssuePermission } from '@remote-env/plugin-remote-env-common';
import {
  subjectOf,
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
      const { environment } = await deps.access.environment(
        credentials,
        path.name,
        tokenIssuePermission,
      );
      const { tenant, group } = environment.spec;
      const owner = { name: path.name, tenant, group };
      const findings = await inspectSigningRequest(body.csr, request =>
        deps.issuer.check(owner, request),
      );
      return {
        status: 200,
        body: {
          ...findings,
          expectedSubject: subjectString(
            subjectOf(deps.subject, owner),
            path.name,
          ),
        },
      };
    },
  };
}
