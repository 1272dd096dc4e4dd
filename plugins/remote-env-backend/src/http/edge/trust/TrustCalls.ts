import {
  ClientCertificateKind,
  certificateObjectName,
} from '@remote-env/plugin-remote-env-common';
import {
  EDGE_TEXTS,
  type AssertedIdentity,
  type EdgeIdentityConfig,
  type ResourceStore,
  type SubjectOwner,
} from '@remote-env/plugin-remote-env-node';
import type { SigningRequest } from '@remote-env/plugin-remote-env-node/x509';
import type { Request } from 'express';
import type { ActivityLog, SecurityLog } from '../../../activity';
import {
  NotConnectableError,
  TooManyGuessesError,
  type CertificateIssuer,
  type GuessLimits,
  type IssuedCertificate,
  type OneTimeTokens,
  type RedeemableToken,
} from '../../../trust';
import { getEdgeCall } from '../edgeCall';
import { EdgeError } from '../errors';

/** Characters of a name that nobody has checked. */
const MAX_NAME = 64;

export interface TrustRouterOptions {
  tokens: OneTimeTokens;
  guesses: GuessLimits;
  issuer: CertificateIssuer;
  activity: ActivityLog;
  security: Pick<SecurityLog, 'note'>;
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  edge: EdgeIdentityConfig;
}

/** A live token, and what the subject of its environment is made of. */
export interface RedeemedToken {
  token: RedeemableToken;
  owner: SubjectOwner;
}

/** Who renews, and the subject of the certificate by which. */
export interface Holder {
  identity: AssertedIdentity;
  subject: string;
}

/** What the routes of wire-contracts 1.1 do, once Express has brought the call. */
export class TrustCalls {
  readonly #options: TrustRouterOptions;

  static create(options: TrustRouterOptions) {
    return new TrustCalls(options);
  }

  private constructor(options: TrustRouterOptions) {
    this.#options = options;
  }

  /**
   * The token that the call shows, if it is live and its environment may be connected.
   *
   * @param environment - that the path names, in the oldest form
   */
  async redeem(request: Request, environment?: string): Promise<RedeemedToken> {
    const { issuer } = this.#options;
    const { ip } = getEdgeCall(request);
    const text = request.query.token;
    if (typeof text !== 'string' || text === '') {
      throw new EdgeError(403, EDGE_TEXTS.tokenMissing);
    }
    const token = await this.#attempt(text, ip, environment);
    if (!token) {
      throw new EdgeError(403, EDGE_TEXTS.tokenInvalid);
    }
    return { token, owner: await issuer.assertConnectable(token.environment) };
  }

  /** Looks a token up; a wrong one, and one too many, is told to admins. */
  async #attempt(
    text: string,
    ip: string,
    environment: string | undefined,
  ): Promise<RedeemableToken | undefined> {
    const { tokens, guesses, security } = this.#options;
    const guessed = (message: string) =>
      security.note({
        action: 'token-redeem',
        outcome: 'refused',
        ...(environment && {
          environment: { name: environment.slice(0, MAX_NAME) },
        }),
        message,
        details: { address: ip },
      });
    try {
      const token = await guesses.attempt(ip, environment, async () => {
        const found = await tokens.find(text);
        const fits =
          environment === undefined || found?.environment.name === environment;
        return fits ? found : undefined;
      });
      if (!token) {
        await guessed('A one-time token was shown that is not valid');
      }
      return token;
    } catch (error) {
      if (error instanceof TooManyGuessesError) {
        await guessed('Too many one-time tokens were shown that are not valid');
      }
      throw error;
    }
  }

  /** Uses the token up for a certificate; of two at once exactly one gets it. */
  async sign(
    token: RedeemableToken,
    csr: SigningRequest,
  ): Promise<IssuedCertificate> {
    const { issuer } = this.#options;
    const issued = await token.use(() =>
      issuer.issue(token.environment, csr, {
        source: 'token',
        issuedTo: token.issuedBy,
      }),
    );
    await this.#recordIssue(token.environment, issued, token.issuedBy);
    return issued;
  }

  /** Who renews: the holder of a certificate that is on record and not revoked. */
  async holder(request: Request): Promise<Holder> {
    const { identity } = getEdgeCall(request);
    if (!identity) {
      throw new EdgeError(401, EDGE_TEXTS.certificateRequired);
    }
    const { store, namespace } = this.#options;
    const record = await store.get(ClientCertificateKind, {
      namespace,
      name: certificateObjectName(identity.fingerprint),
    });
    if (
      record?.spec.fingerprint !== identity.fingerprint ||
      record.spec.environment.uid !== identity.environment.uid
    ) {
      throw new EdgeError(403, EDGE_TEXTS.noValidSubject);
    }
    if (record.status?.revocation) {
      throw new EdgeError(403, EDGE_TEXTS.revoked);
    }
    return { identity, subject: record.spec.subject };
  }

  async renew(
    { identity: { environment, fingerprint }, subject }: Holder,
    csr: SigningRequest,
  ): Promise<IssuedCertificate> {
    const actor = `certificate:${fingerprint}`;
    try {
      const issued = await this.#options.issuer.issue(environment, csr, {
        source: 'renewal',
        issuedTo: actor,
        renews: subject,
      });
      await this.#recordIssue(environment, issued, actor);
      return issued;
    } catch (error) {
      if (error instanceof NotConnectableError && error.state !== 'suspended') {
        throw new EdgeError(403, EDGE_TEXTS.noValidSubject, { cause: error });
      }
      throw error;
    }
  }

  #recordIssue(
    environment: { name: string; uid: string },
    issued: IssuedCertificate,
    actor: string,
  ): Promise<void> {
    return this.#options.activity.record({
      action: 'certificate-issue',
      outcome: 'success',
      actor,
      environment,
      message: 'A client certificate was issued',
      details: { fingerprint: issued.fingerprint },
    });
  }
}
