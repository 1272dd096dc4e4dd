import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from './command';
import { PortalServer, REFRESH_TOKEN } from './PortalServer';

/** The command beside a portal that was started here, for the tests of one file. */
export function useCommand() {
  let command: Command;
  let portal: PortalServer;
  let dataDir: string;

  beforeAll(async () => {
    command = Command.build();
    portal = await PortalServer.start();
    dataDir = path.join(command.directory, 'data');
    mkdirSync(dataDir);
    writeFileSync(
      path.join(dataDir, 'cli.json'),
      JSON.stringify({ portalUrl: portal.url, refreshToken: REFRESH_TOKEN }),
    );
  });
  afterAll(async () => {
    await portal.stop();
    command.remove();
  });
  beforeEach(() => portal.reset());

  return {
    given: () => ({ command, portal, dataDir }),

    run: (...args: string[]) => command.run([...args, '--data-dir', dataDir]),

    /** What the portal was asked. */
    sent: () =>
      portal.requests.map(request => ({
        route: `${request.method} ${request.path}`,
        body: request.body === '' ? undefined : JSON.parse(request.body),
      })),
  };
}
