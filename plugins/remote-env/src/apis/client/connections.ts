import type { RemoteEnvApi } from '../RemoteEnvApi';
import type * as portal from '../types';
import type { PortalCalls } from './PortalCalls';
import { at, CERTIFICATE, ENVIRONMENT, TOKENS } from './routes';

/** How systems get in: tokens and certificates. */
export function connections(calls: PortalCalls) {
  return {
    listTokens(name: string) {
      return calls.data(c => c.request('get', TOKENS, at({ name })));
    },

    issueToken(name: string) {
      return calls.data(c => c.request('post', TOKENS, at({ name })));
    },

    cancelToken(name: string, fingerprint: string) {
      return calls.done(c =>
        c.request(
          'delete',
          `${TOKENS}/{fingerprint}`,
          at({ name, fingerprint }),
        ),
      );
    },

    getSigningInfo(name: string) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/signing-info`, at({ name })),
      );
    },

    checkCertificateRequest(name: string, csr: string) {
      return calls.data(c =>
        c.request('post', `${ENVIRONMENT}/certificate-request-check`, {
          ...at({ name }),
          body: { csr },
        }),
      );
    },

    signCertificate(name: string, csr: string, origin: 'browser' | 'upload') {
      return calls.data(c =>
        c.request('post', `${ENVIRONMENT}/certificates`, {
          ...at({ name }),
          body: { csr, origin },
        }),
      );
    },

    listCertificates(name: string, query: portal.CertificateQuery) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/certificates`, at({ name }, query)),
      );
    },

    getCertificate(name: string, fingerprint: string) {
      return calls.data(c =>
        c.request('get', CERTIFICATE, at({ name, fingerprint })),
      );
    },

    revokeCertificate(
      name: string,
      fingerprint: string,
      body: portal.Revocation,
    ) {
      return calls.data(c =>
        c.request('post', `${CERTIFICATE}/revocation`, {
          ...at({ name, fingerprint }),
          body,
        }),
      );
    },
  } satisfies Partial<RemoteEnvApi>;
}
