import { z } from 'zod';
import { defineKind, defineSlimKind } from './meta';

/** Where a request that comes by the portal was made: in its page, or by tools of one's own. */
export const certificateOriginSchema = z.enum(['browser', 'upload']);
export type CertificateOrigin = z.infer<typeof certificateOriginSchema>;

const spec = z.object({
  /** The environment it was issued for. The uid is the authority, the name is for people. */
  environment: z.object({ name: z.string(), uid: z.string() }),
  /** Distinguished name of the issuer as `node:crypto` prints it, lines joined by `,`. */
  issuer: z.string(),
  /** Upper-case hex without leading zeros, as `node:crypto` prints it. */
  serialNumber: z.string(),
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: z.string(),
  subject: z.string(),
  /** RFC 3339. */
  notBefore: z.string(),
  notAfter: z.string(),
  keyAlgorithm: z.string(),
  /** How it came about. */
  source: z.enum(['token', 'renewal', 'portal']),
  /** Of those by the portal: where the request was made, as whoever sent it says. */
  origin: certificateOriginSchema.optional(),
  /** Entity reference or fingerprint of who asked for it. */
  issuedTo: z.string().optional(),
  /** The certificate itself; public. */
  pem: z.string(),
});

/** Why a client's certificate was revoked, as lists of revoked certificates say it (RFC 5280, 5.3.1). */
export const revocationCodeSchema = z.enum([
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
]);
export type RevocationCode = z.infer<typeof revocationCodeSchema>;

/** What gateways tell of a call; nothing in it is proven but that the certificate was good. */
const certificateUse = z.object({
  /** Of the system, as the gateway saw it. */
  address: z.string().optional(),
  /** Name of the gateway that took the call. */
  gateway: z.string().optional(),
  /** Name of the route. */
  route: z.string().optional(),
  /** What the caller names itself (User-Agent). */
  agent: z.string().optional(),
});
export type CertificateUse = z.infer<typeof certificateUse>;

const status = z.object({
  revocation: z
    .object({
      /** RFC 3339. */
      at: z.string(),
      /** Entity reference, or `certificate:<fingerprint>` for the system itself. */
      by: z.string(),
      /** In words. */
      reason: z.string().optional(),
      /** Absent: nobody said. */
      code: revocationCodeSchema.optional(),
    })
    .optional(),
  /** RFC 3339; at most one write a minute. */
  lastUsed: z.string().optional(),
  /** Of the call at `lastUsed`. */
  lastUse: certificateUse.optional(),
  /** The first call of all; absent where nobody wrote it down. */
  firstUse: certificateUse.extend({ at: z.string() }).optional(),
});

/**
 * The record of one issued certificate, named by its fingerprint (`certificateObjectName`). Not owned by the
 * environment: it stays until the certificate expires. Revocation is a write to `status` and is final.
 */
export const ClientCertificateKind = defineKind({
  kind: 'ClientCertificate',
  plural: 'clientcertificates',
  spec,
  status,
});
export type ClientCertificate = z.infer<typeof ClientCertificateKind.schema>;

/** Of the same objects what the edge knows a sender by: it keeps all of them in memory. */
export const SenderCertificateKind = defineSlimKind({
  kind: 'ClientCertificate',
  plural: 'clientcertificates',
  spec: spec.pick({
    environment: true,
    issuer: true,
    serialNumber: true,
    fingerprint: true,
  }),
  status: status.pick({ revocation: true }),
});
export type SenderCertificate = z.infer<typeof SenderCertificateKind.schema>;
