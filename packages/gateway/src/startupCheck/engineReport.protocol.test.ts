import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gatewayConfigSchema } from '@remote-env/plugin-remote-env-node';
import { PortalStandIn } from '../__testUtils__/PortalStandIn';
import { testConfig } from '../__testUtils__/TestEdge';
import { until } from '../__testUtils__/until';
import { createLogger } from '../process/Logger';
import { engineReport } from './engineReport';

describe('engineReport', () => {
  let directory: string;
  let portal: PortalStandIn;
  let lines: string[];
  let ended: AbortController;

  beforeEach(async () => {
    directory = mkdtempSync(`${tmpdir()}/report-`);
    portal = await PortalStandIn.start();
    lines = [];
    ended = new AbortController();
  });
  afterEach(async () => {
    ended.abort();
    await portal.close();
    rmSync(directory, { recursive: true });
  });

  const report = (url: string) =>
    engineReport({
      config: gatewayConfigSchema.parse(testConfig(directory, url)),
      logger: createLogger({
        level: 'info',
        write: line => lines.push(line),
      }),
      signal: ended.signal,
      timeoutMs: 1000,
      portalMs: 0,
      againMs: 20,
    });

  it('says that the portal takes the gateway, and reports nothing to it', async () => {
    await report(portal.url);
    expect(lines).toEqual([
      expect.stringMatching(
        /"level":"info","message":"portal: answers, and takes this gateway"/,
      ),
    ]);
    expect(portal.reports).toEqual([]);
  });

  it('warns once of a portal that is away, and says when it is there', async () => {
    await portal.close();
    const reported = report(portal.url);
    await until(async () => lines.length > 0);
    await portal.listen();
    await reported;
    expect(lines).toEqual([
      expect.stringMatching(
        /"level":"warn","message":"portal: portal.url cannot be reached \(ECONNREFUSED\)/,
      ),
      expect.stringMatching(/"level":"info","message":"portal: answers/),
    ]);
  });

  it('ends with the gateway', async () => {
    await portal.close();
    const reported = report(portal.url);
    await until(async () => lines.length > 0);
    ended.abort();
    await reported;
    await portal.listen();
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('portal-token-');
  });
});
