import {
  API_VERSION,
  ClientCertificateKind,
  ConnectionApprovalKind,
  ENVIRONMENT_LABEL,
  RemoteEnvironmentKind,
  certificateObjectName,
  connectionState,
  type ClientCertificate,
} from '@remote-env/plugin-remote-env-common';
import {
  readSubject,
  subjectAttributes,
  subjectOf,
  type ResourceStore,
  type SubjectConfig,
  type SubjectOwner,
} from '@remote-env/plugin-remote-env-node';
import {
  certificateFacts,
  checkSubject,
  type SigningRequest,
} from '@remote-env/plugin-remote-env-node/x509';
import type { CurrentAuthority } from './authority/CurrentAuthority';
import { NotConnectableError } from './errors';

export interface CertificateIssuerOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  /** Gives the authority to sign with at this moment. */
  authority: Pick<CurrentAuthority, 'get'>;
  subject: SubjectConfig;
  validityMs: number;
}

/** A certificate as it is handed out. */
export interface IssuedCertificate {
  /** PEM of the leaf. */
  certificate: string;
  /** PEM of the issuing certificates. */
  chain: string;
  fingerprint: string;
}

/**
 * Makes client certificates for approved environments. The record is written before the certificate is handed out:
 * one without a record is worth nothing, and none is out that nobody knows of.
 */
export class CertificateIssuer {
  readonly #options: CertificateIssuerOptions;

  static create(options: CertificateIssuerOptions) {
    return new CertificateIssuer(options);
  }

  private constructor(options: CertificateIssuerOptions) {
    this.#options = options;
  }

  /**
   * @param environment - for which; its uid must be the one that the name resolves to now
   * @param issuedTo - entity reference, or `certificate:<fingerprint>` for a renewal
   * @param how - `renews`: the subject of the certificate that is renewed, by which the request may still go
   * @throws CsrError, NotConnectableError
   */
  async issue(
    environment: { name: string; uid: string },
    request: SigningRequest,
    how: Pick<ClientCertificate['spec'], 'source' | 'origin'> & {
      issuedTo: string;
      renews?: string;
    },
  ): Promise<IssuedCertificate> {
    const { validityMs, store, namespace } = this.#options;
    const owner = await this.assertConnectable(environment);
    const subject = subjectOf(this.#options.subject, owner);
    checkAgainst(request, environment.name, subject, how.renews);
    const authority = await this.#options.authority.get();
    const pem = await authority.issueClient({
      subject: subjectAttributes(subject, environment.name),
      publicKey: request.publicKey,
      validityMs,
    });
    const facts = certificateFacts(pem);
    await store.create(ClientCertificateKind, {
      apiVersion: API_VERSION,
      kind: ClientCertificateKind.kind,
      metadata: {
        namespace,
        name: certificateObjectName(facts.fingerprint),
        labels: { [ENVIRONMENT_LABEL]: environment.name },
      },
      spec: {
        environment,
        issuer: facts.issuer,
        serialNumber: facts.serialNumber,
        fingerprint: facts.fingerprint,
        subject: facts.subject,
        notBefore: facts.notBefore.toISOString(),
        notAfter: facts.notAfter.toISOString(),
        keyAlgorithm: facts.keyAlgorithm,
        source: how.source,
        ...(how.origin && { origin: how.origin }),
        issuedTo: how.issuedTo,
        pem,
      },
    });
    return {
      certificate: pem,
      chain: authority.chain,
      fingerprint: facts.fingerprint,
    };
  }

  /** What can be said of a request before anything is used up. @throws CsrError */
  check(
    owner: SubjectOwner,
    request: Pick<SigningRequest, 'subjectValue'>,
  ): void {
    checkSubject(request, subjectOf(this.#options.subject, owner), owner.name);
  }

  /**
   * @returns what its subject is made of
   * @throws NotConnectableError unless it exists with this uid and is approved
   */
  async assertConnectable(environment: {
    name: string;
    uid: string;
  }): Promise<SubjectOwner> {
    const { store, namespace } = this.#options;
    const name = { namespace, name: environment.name };
    const [stored, approval] = await Promise.all([
      store.get(RemoteEnvironmentKind, name),
      store.get(ConnectionApprovalKind, name),
    ]);
    if (stored?.metadata.uid !== environment.uid) {
      throw new NotConnectableError(environment.name, 'gone');
    }
    const state = connectionState(stored, approval);
    if (state !== 'approved') {
      throw new NotConnectableError(environment.name, state);
    }
    const { tenant, group } = stored.spec;
    return { name: environment.name, tenant, group };
  }
}

/**
 * A system may renew with the subject that its certificate has, whatever the configuration or its environment says by
 * now; what it gets is the subject of today.
 *
 * @throws CsrError about the subject of today
 */
function checkAgainst(
  request: SigningRequest,
  commonName: string,
  subject: SubjectConfig,
  former: string | undefined,
): void {
  try {
    checkSubject(request, subject, commonName);
  } catch (error) {
    const earlier = former === undefined ? undefined : readSubject(former);
    if (!earlier) {
      throw error;
    }
    try {
      checkSubject(request, earlier, commonName);
    } catch {
      throw error;
    }
  }
}
