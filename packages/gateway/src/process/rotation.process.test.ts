import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  AssertionVerifier,
  assertionKeyOf,
  gatewayTokenOf,
} from '@remote-env/plugin-remote-env-node';
import { ProcessBench } from '../__testUtils__/ProcessBench';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

interface Pair {
  token: string;
  key: string;
}

const newPair = (): Pair => ({
  token: randomBytes(32).toString('hex'),
  key: randomBytes(32).toString('base64'),
});

/** A gateway as a process, and in the portal's place a server that checks as the portal does, by the same files. */
describe('secrets that a running gateway shares with the portal', () => {
  let bench: ProcessBench;
  beforeAll(async () => {
    bench = await ProcessBench.create();
  });
  afterEach(() => bench.endProcesses());
  afterAll(() => bench.close());

  function write(side: string, pairs: Pair[]) {
    const at = (name: string) => path.join(bench.stores.dataDir, side + name);
    for (const name of ['token', 'key'] as const) {
      writeFileSync(at(name), `${pairs.map(pair => pair[name]).join('\n')}\n`);
    }
    return { tokenFile: at('token'), assertionKeyFile: at('key') };
  }

  it('are exchanged under traffic without a refused call, and the old ones are of no use then', async () => {
    const [old, next] = [newPair(), newPair()];
    const files = write('gateway-', [old]);
    const portalFiles = write('portal-', [old]);
    const tokens = gatewayTokenOf(portalFiles);
    const verifier = AssertionVerifier.create(assertionKeyOf(portalFiles));
    const used: string[] = [];
    bench.portal.answer = ({ headers, method, url }, res) => {
      const token = String(headers.authorization).replace('Bearer ', '');
      const check = async () => {
        if (!(await tokens.accepts(token))) {
          throw new Error('no such token');
        }
        const assertion = String(headers['remote-env-assertion']);
        await verifier.verify(assertion, { method, path: url });
        used.push(token);
      };
      check().then(
        () => res.end('{}'),
        () => res.writeHead(401).end(),
      );
    };
    const { portal, ...config } = bench.config();
    const gateway = await bench.start({
      ...config,
      portal: { url: portal.url, ...files },
    });
    const { client } = await bench.connected('rotating', gateway);
    const statuses: number[] = [];
    let ended = false;
    const traffic = (async () => {
      while (!ended) {
        const { status } = await client.call({
          path: '/rotating/v1/metadata/services',
        });
        statuses.push(status);
      }
    })();
    const passes = (calls: number) => {
      const from = statuses.length;
      return until(async () => statuses.length > from + calls, 20_000);
    };
    try {
      await passes(5);
      // As docs/operations tells it: accepted everywhere, then used everywhere, then alone.
      write('portal-', [old, next]);
      write('gateway-', [old, next]);
      await until(async () => tokens.accepts(next.token), 10_000);
      write('gateway-', [next, old]);
      await until(async () => used.at(-1) === next.token, 10_000);
      await passes(20);
      write('portal-', [next]);
      write('gateway-', [next]);
      await until(async () => !(await tokens.accepts(old.token)), 10_000);
      await passes(20);
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(used[0]).toBe(old.token);

      write('gateway-', [old]);
      await until(async () => statuses.at(-1) === 503, 10_000);
    } finally {
      ended = true;
      await traffic;
      client.close();
    }
    for (const secret of [old, next].flatMap(pair => Object.values(pair))) {
      expect(gateway.output).not.toContain(secret);
    }
  });
});
