import autocannon, { type Options } from 'autocannon';
import { median } from './report.mts';

const CONNECTIONS = 64;
const ROUNDS = 3;
const ROUND_SECONDS = 3;
const WARM_UP_SECONDS = 1;

/** Medians over the rounds. */
export interface LoadFigures {
  requestsPerSecond: number;
  /** Milliseconds. */
  p99: number;
}

type Load = Omit<Options, 'connections' | 'duration'>;

async function round(load: Load, seconds: number): Promise<LoadFigures> {
  const result = await autocannon({
    ...load,
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0 || result['2xx'] === 0) {
    throw new Error(
      `${load.url}: ${result['2xx']} answers of 2xx, ${result.non2xx} others, ${result.errors} errors. Only clean runs count.`,
    );
  }
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    p99: result.latency.p99,
  };
}

/** Puts both under the same load, by turns, so that both meet the same machine. */
export async function compare(
  ours: Load,
  peer: Load,
): Promise<{ ours: LoadFigures; peer: LoadFigures }> {
  const figures = { ours: [] as LoadFigures[], peer: [] as LoadFigures[] };
  await round(ours, WARM_UP_SECONDS);
  await round(peer, WARM_UP_SECONDS);
  for (let count = 0; count < ROUNDS; count += 1) {
    figures.ours.push(await round(ours, ROUND_SECONDS));
    figures.peer.push(await round(peer, ROUND_SECONDS));
  }
  const medians = (of: LoadFigures[]) => ({
    requestsPerSecond: median(of.map(f => f.requestsPerSecond)),
    p99: median(of.map(f => f.p99)),
  });
  return { ours: medians(figures.ours), peer: medians(figures.peer) };
}

export const LOAD_METHOD = `${CONNECTIONS} keep-alive connections, ${ROUNDS} rounds of ${ROUND_SECONDS} s each by turns, medians; client, server and peer share this machine's cores.`;
