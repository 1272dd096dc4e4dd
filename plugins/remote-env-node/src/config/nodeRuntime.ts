/**
 * For portals and gateways, in their images, from a checkout and in benchmarks alike: glibc keeps what threads once used
 * apart for each of them (docs/decisions/0014-memory-of-gateways.md).
 */
export const RUNTIME_ENVIRONMENT = { MALLOC_ARENA_MAX: '2' };

/**
 * What keeps a gateway small: V8 lets the space for new objects, of which reading ten thousand services makes many, grow
 * to several times this size before it looks what is still used.
 */
export const GATEWAY_NODE_OPTIONS = ['--max-semi-space-size=4'];

/**
 * How a portal is started. Backstage needs `--no-node-snapshot`. What calls under way hold outlives a small space for
 * new objects, and is moved to the old one, which takes hundreds of milliseconds to clear: with this space, in
 * megabytes, nearly all of it is gone before (docs/decisions/0014-memory-of-gateways.md).
 */
export const PORTAL_NODE_OPTIONS = [
  '--no-node-snapshot',
  '--max-semi-space-size=32',
];
