import type { Progress } from '@remote-env/plugin-remote-env-node/moving';

const INTERVAL_MS = 1000;

/** Tells on standard error what is being done, once a second at most. */
export function progressLines(): Progress {
  let toldAt = 0;
  return (what, done) => {
    const now = performance.now();
    if (now - toldAt >= INTERVAL_MS) {
      toldAt = now;
      process.stderr.write(
        done === undefined ? `${what}\n` : `${what}: ${done}\n`,
      );
    }
  };
}
