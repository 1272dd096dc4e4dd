import { z } from 'zod';

/**
 * Forms in which an ingress that ended TLS says whose certificate it saw:
 *
 * - `client-cert`: RFC 9440, the DER as a byte sequence
 * - `x-forwarded-client-cert`: Envoy's, of which `Cert` or `Chain` is needed
 * - `x-ssl-client-cert`: PEM, percent-encoded, as `$ssl_client_escaped_cert` of nginx; the name of the header may be
 *   another one
 */
export const forwardedHeaderSchema = z.enum(
  ['client-cert', 'x-forwarded-client-cert', 'x-ssl-client-cert'],
  {
    error:
      'must be client-cert, x-forwarded-client-cert or x-ssl-client-cert: the form that the ingress forwards certificates in',
  },
);
export type ForwardedHeader = z.infer<typeof forwardedHeaderSchema>;

/** A slip of the pen must not make a header that means something else hold a certificate. */
const headerNameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/i, {
    error: 'must be letters and digits with dashes between them',
  })
  .regex(/cert/i, {
    error: "must be the name of a header for certificates: it has no 'cert'",
  })
  .transform(name => name.toLowerCase());

/** Keys of the second listener that its place in the configuration does not change. */
export const forwardedShape = {
  /** PEM of what the ingress's own client certificate must verify against; never the CA of systems. Read again when it changes. */
  clientCaFile: z
    .string({
      error:
        "is missing: name a file with the CA of the ingress's client certificate",
    })
    .min(1),
  header: forwardedHeaderSchema,
  /** Of `x-ssl-client-cert`, where the ingress gives the header another name. */
  headerName: headerNameSchema.optional(),
};

/** One of these the ingress's certificate must have: a DNS name among its subject alternative names or, without any, the common name. */
export const ingressNamesSchema = z.array(z.string().min(1).max(253)).min(1);

/** Two of the forms have the only name that they can have. */
export function checkHeaderName(
  { header, headerName }: { header: ForwardedHeader; headerName?: string },
  ctx: z.RefinementCtx,
): void {
  if (headerName !== undefined && header !== 'x-ssl-client-cert') {
    ctx.addIssue({
      code: 'custom',
      path: ['headerName'],
      message: 'must stand with header x-ssl-client-cert alone',
    });
  }
}

/** The listener for an ingress that ends TLS (docs/decisions/0017-behind-an-ingress.md). */
export interface ForwardedConfig {
  listen: { host: string; port: number };
  clientCaFile: string;
  names?: string[];
  header: ForwardedHeader;
  /** Lower case. */
  headerName?: string;
}
