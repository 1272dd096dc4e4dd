const SLAB_BYTES = 8 * 1024;

/**
 * Node cuts small buffers from slabs of 64 KiB, and one small piece that lives longer keeps all of its slab. A portal
 * under load held so much in this way that V8 cleared the whole heap every 20 seconds, which takes up to 0.3 s in which
 * nothing else happens; with smaller slabs it does so once in a minute.
 */
export function smallBufferSlabs(): void {
  Buffer.poolSize = SLAB_BYTES;
}
