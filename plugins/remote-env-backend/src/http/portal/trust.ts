import { InputError, NotFoundError } from '@backstage/errors';
import {
  certificateRevokePermission,
  tokenIssuePermission,
  type ClientCertificate,
} from '@remote-env/plugin-remote-env-common';
import {
  connectUrl,
  subjectOf,
  subjectString,
  type SubjectConfig,
} from '@remote-env/plugin-remote-env-node';
import {
  CsrError,
  SigningRequest,
} from '@remote-env/plugin-remote-env-node/x509';
import type { Connection } from '../../connections';
import type { DependentList, ResourceIndex } from '../../index-projection';
import type {
  CertificateIssuer,
  ClientTrust,
  OneTimeTokens,
  Revocations,
} from '../../trust';
import type { Audit } from './auditing';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentCertificate } from './present/certificate';

/** As the edge names it to systems (wire-contracts 1.1); other keys are accepted too. */
const KEY_ALGORITHM = 'rsa2048';

function identityOf({ environment }: Connection) {
  return { name: environment.metadata.name, uid: environment.metadata.uid };
}

/** @throws InputError that names the field */
async function readCsr(pem: string): Promise<SigningRequest> {
  try {
    return await SigningRequest.fromPem(pem);
  } catch (error) {
    throw error instanceof CsrError
      ? new InputError(`csr: ${error.message}`)
      : error;
  }
}

/** One-time tokens and client certificates. */
export function createTrustOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  certificateList: DependentList<ClientCertificate>;
  clients: Pick<ClientTrust, 'bundle'>;
  /** Public URL of the edge. */
  edgeUrl: string;
  index: ResourceIndex;
  issuer: CertificateIssuer;
  revocations: Revocations;
  subject: SubjectConfig;
  tokens: OneTimeTokens;
}): Pick<
  PortalOperations,
  | 'listTokens'
  | 'issueToken'
  | 'cancelToken'
  | 'getSigningInfo'
  | 'listCertificates'
  | 'signCertificate'
  | 'getCertificate'
  | 'revokeCertificate'
> {
  const { access, audit, index, issuer, revocations, subject, tokens } = deps;

  return {
    async issueToken(call) {
      const { path, credentials } = call;
      return audit(
        'token-issue',
        call,
        { environment: { name: path.name } },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              tokenIssuePermission,
            ),
          );
          facts.environment = environment;
          await issuer.assertConnectable(environment);
          const { token, fingerprint, issuedAt, expiresAt } =
            await tokens.issue(
              environment,
              credentials.principal.userEntityRef,
            );
          facts.details = { fingerprint, expiresAt: expiresAt.toISOString() };
          return {
            status: 201,
            headers: { 'Cache-Control': 'no-store' },
            body: {
              url: connectUrl(deps.edgeUrl, token),
              token,
              fingerprint,
              issuedAt: issuedAt.toISOString(),
              expiresAt: expiresAt.toISOString(),
            },
          };
        },
      );
    },

    async listTokens({ path, credentials }) {
      const { uid } = identityOf(
        await access.environment(credentials, path.name, tokenIssuePermission),
      );
      const live = await tokens.live(uid);
      return {
        status: 200,
        body: {
          items: live.map(({ fingerprint, issuedBy, issuedAt, expiresAt }) => ({
            fingerprint,
            issuedBy,
            issuedAt: issuedAt.toISOString(),
            expiresAt: expiresAt.toISOString(),
          })),
        },
      };
    },

    async cancelToken(call) {
      const { path, credentials } = call;
      return audit(
        'token-cancel',
        call,
        {
          environment: { name: path.name },
          details: { fingerprint: path.fingerprint },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              tokenIssuePermission,
            ),
          );
          facts.environment = environment;
          if (!(await tokens.cancel(environment.uid, path.fingerprint))) {
            throw new NotFoundError(
              `There is no live one-time token ${path.fingerprint} for ${path.name}: it was used, has expired or was cancelled`,
            );
          }
          return { status: 204 };
        },
      );
    },

    async getSigningInfo({ path, credentials }) {
      const { environment } = await access.environment(credentials, path.name);
      const { tenant, group } = environment.spec;
      return {
        status: 200,
        body: {
          subject: subjectString(
            subjectOf(subject, { name: path.name, tenant, group }),
            path.name,
          ),
          keyAlgorithm: KEY_ALGORITHM,
        },
      };
    },

    async listCertificates({ path, query, credentials }) {
      const connection = await access.environment(credentials, path.name);
      await index.whenBuilt();
      const now = new Date();
      const page = await deps.certificateList.list({
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        environment: identityOf(connection),
        ...(query.state && { validity: { state: query.state, now } }),
      });
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(item => presentCertificate(item, now)),
        },
      };
    },

    async signCertificate(call) {
      const { path, body, credentials } = call;
      return audit(
        'certificate-issue',
        call,
        { environment: { name: path.name } },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              tokenIssuePermission,
            ),
          );
          facts.environment = environment;
          const csr = await readCsr(body.csr);
          try {
            const issued = await issuer.issue(environment, csr, {
              source: 'portal',
              origin: body.origin,
              issuedTo: credentials.principal.userEntityRef,
            });
            facts.details = { fingerprint: issued.fingerprint };
            return {
              status: 201,
              body: {
                certificate: issued.certificate,
                chain: issued.chain,
                fingerprint: issued.fingerprint,
              },
            };
          } catch (error) {
            throw error instanceof CsrError
              ? new InputError(`csr: ${error.message}`)
              : error;
          }
        },
      );
    },

    async getCertificate({ path, credentials }) {
      const { uid } = identityOf(
        await access.environment(credentials, path.name),
      );
      const certificate = await revocations.find(uid, path.fingerprint);
      return {
        status: 200,
        body: {
          ...presentCertificate(certificate),
          pem: certificate.spec.pem,
          chain: await deps.clients.bundle.chainOf(certificate.spec.pem),
        },
      };
    },

    async revokeCertificate(call) {
      const { path, body, credentials } = call;
      return audit(
        'certificate-revoke',
        call,
        {
          environment: { name: path.name },
          message: body.reason,
          details: {
            fingerprint: path.fingerprint,
            ...(body.code && { code: body.code }),
          },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              certificateRevokePermission,
            ),
          );
          facts.environment = environment;
          const revoked = await revocations.revoke(
            environment.uid,
            path.fingerprint,
            credentials.principal.userEntityRef,
            { reason: body.reason, code: body.code },
          );
          return { status: 200, body: presentCertificate(revoked) };
        },
      );
    },
  };
}
