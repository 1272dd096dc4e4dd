import {
  ClientCertificateKind,
  certificateObjectName,
} from '@remote-env/plugin-remote-env-common';
import {
  EDGE_TEXTS,
  type EdgeIdentityConfig,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { SigningRequest } from '@remote-env/plugin-remote-env-node/x509';
import type { Request } from 'express';
import { z } from 'zod';
import type { ActivityLog } from '../../../activity';
import type {
  CertificateIssuer,
  GuessLimits,
  IssuedCertificate,
  OneTimeTokens,
  RedeemableToken,
} from '../../../trust';
import { getEdgeCall } from '../edgeCall';
import { EdgeError } from '../errors';

const signingBody = z.object({ csr: z.string() });

export interface TrustRouterOptions {
  tokens: OneTimeTokens;
  guesses: GuessLimits;
  issuer: CertificateIssuer;
  activity: ActivityLog;
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  edge: EdgeIdentityConfig;
}

async function readCsr(request: Request): Promise<SigningRequest> {
  const body = signingBody.safeParse(request.body);
  if (!body.success) {
    throw new EdgeError(
      400,
      'Error while unmarshalling request body: csr must be a string.',
    );
  }
  return SigningRequest.fromBase64(body.data.csr);
}

/** What the routes of wire-contracts 1.1 do, once Express has brought the call. */
export class TrustCalls {
  static create(options: TrustRouterOptions) {
    return new TrustCalls(options);
  }

  private constructor(private readonly options: TrustRouterOptions) {}

  /** @param environment - that the path names, in the oldest form */
  async redeem(
    request: Request,
    environment?: string,
  ): Promise<RedeemableToken> {
    const { tokens, guesses, issuer, activity } = this.options;
    const { ip } = getEdgeCall(request);
    const text = request.query.token;
    if (typeof text !== 'string' || text === '') {
      throw new EdgeError(403, EDGE_TEXTS.tokenMissing);
    }
    await guesses.check(ip, environment);
    const token = await tokens.find(text);
    const known =
      token !== undefined &&
      (environment === undefined || environment === token.environment.name);
    if (!known) {
      await guesses.wrong(ip, environment);
      await activity.record({
        action: 'token-redeem',
        outcome: 'refused',
        ...(environment && { environment: { name: environment } }),
        message: 'A one-time token was shown that is not valid',
        details: { address: ip },
      });
      throw new EdgeError(403, EDGE_TEXTS.tokenInvalid);
    }
    await issuer.assertConnectable(token.environment);
    return token;
  }

  /** Trades a token for a fresh one. Of two at once exactly one succeeds. */
  async exchange(token: RedeemableToken): Promise<string> {
    if (!(await token.consume())) {
      throw new EdgeError(403, EDGE_TEXTS.tokenInvalid);
    }
    const fresh = await this.options.tokens.issue(
      token.environment,
      token.issuedBy,
    );
    return fresh.token;
  }

  async sign(
    request: Request,
    token: RedeemableToken,
  ): Promise<IssuedCertificate> {
    const csr = await readCsr(request);
    const { issuer } = this.options;
    issuer.check(token.environment, csr);
    // Used up before the certificate is made, so that of two at once one gets it; given back when making it fails.
    if (!(await token.consume())) {
      throw new EdgeError(403, EDGE_TEXTS.tokenInvalid);
    }
    try {
      const issued = await issuer.issue(token.environment, csr, {
        source: 'token',
        issuedTo: token.issuedBy,
      });
      await this.#recordIssue(token.environment, issued, token.issuedBy);
      return issued;
    } catch (error) {
      await token.restore();
      throw error;
    }
  }

  async renew(request: Request): Promise<IssuedCertificate> {
    const { identity } = getEdgeCall(request);
    if (!identity) {
      throw new EdgeError(401, EDGE_TEXTS.certificateRequired);
    }
    const { store, namespace, issuer } = this.options;
    const record = await store.get(ClientCertificateKind, {
      namespace,
      name: certificateObjectName(identity.fingerprint),
    });
    if (record?.spec.environment.uid !== identity.environment.uid) {
      throw new EdgeError(403, EDGE_TEXTS.noValidSubject);
    }
    if (record.status?.revocation) {
      throw new EdgeError(403, EDGE_TEXTS.revoked);
    }
    const actor = `certificate:${identity.fingerprint}`;
    const issued = await issuer.issue(
      identity.environment,
      await readCsr(request),
      { source: 'renewal', issuedTo: actor },
    );
    await this.#recordIssue(identity.environment, issued, actor);
    return issued;
  }

  #recordIssue(
    environment: { name: string; uid: string },
    issued: IssuedCertificate,
    actor: string,
  ): Promise<void> {
    return this.options.activity.record({
      action: 'certificate-issue',
      outcome: 'success',
      actor,
      environment,
      message: 'A client certificate was issued',
      details: { fingerprint: issued.fingerprint },
    });
  }
}
