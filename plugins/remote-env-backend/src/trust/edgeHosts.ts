const LOOPBACK = ['localhost', '127.0.0.1', '::1'] as const;

/** Names and addresses that the edge's certificate has to cover, by the edge's public URL. */
export function edgeHosts(publicUrl: string): readonly [string, ...string[]] {
  const host = new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1');
  return LOOPBACK.some(own => own === host) ? LOOPBACK : [host];
}
