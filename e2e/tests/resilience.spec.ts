import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import {
  connectEnvironment,
  legacyEvent,
} from '../support/connectedEnvironment';
import { EventSink } from '../support/eventSink';
import { eventually } from '../support/eventually';
import { startInstallation, type Installation } from '../support/installation';
import { follow, keepPicture, signIn } from '../support/people';
import { processesOf } from '../support/processes';

const PORTAL = 'packages/backend/src/index.ts';
const GATEWAY = 'gateway.js';

function onlyProcess(installation: Installation, part: string): number {
  const [pid] = processesOf(installation.dataDir, part);
  if (pid === undefined) {
    throw new Error(`no process with ${part}`);
  }
  return pid;
}

async function isUp(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

test.describe('an installation that is hurt', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let installation: Installation;

  test.beforeAll(async () => {
    installation = await startInstallation({ sample: true });
  });
  test.afterAll(async () => {
    await installation.stop();
  });

  test('accepts and delivers events and proxies calls while the portal is dead, which then adopts the gateway', async () => {
    const { system } = await connectEnvironment(installation, 'crm');
    const sink = await EventSink.start();
    await remoteEnv(
      installation,
      ...[
        'subscribe',
        'crm',
        '--type',
        'lead.won:v1',
        '--sink',
        sink.url,
        '--consumer',
        'tests/sink',
      ],
    );
    const binding = await remoteEnv<{ gatewayUrl: string; token: string }>(
      installation,
      ...[
        'bind',
        'shop',
        (
          await remoteEnv<{ id: string }[]>(installation, 'services', 'shop')
        )[0]?.id ?? '',
      ],
      ...['--consumer', 'tests/caller'],
    );
    const gateway = onlyProcess(installation, GATEWAY);
    const portal = onlyProcess(installation, PORTAL);
    process.kill(portal, 'SIGKILL');
    await eventually(
      'the portal is gone',
      async () =>
        !(await isUp(`${installation.portal}/.backstage/health/v1/liveness`)),
    );

    const id = randomUUID();
    const accepted = await system.call(
      'POST',
      '/crm/v1/events',
      legacyEvent('lead.won', { lead: 1 }, id),
    );
    expect(accepted.status).toBe(200);
    await eventually('the event is delivered', async () => sink.ids().has(id));
    const call = await fetch(`${binding.gatewayUrl}/orders`, {
      headers: { 'x-remote-env-token': binding.token },
    });
    expect(call.status).toBe(200);

    await eventually(
      'the portal is back',
      () => isUp(`${installation.portal}/.backstage/health/v1/readiness`),
      60_000,
    );
    expect(onlyProcess(installation, PORTAL)).not.toBe(portal);
    await eventually('the portal speaks with the gateway', async () => {
      const event = await remoteEnv<{ id: string }>(
        installation,
        'send-event',
        'crm',
        '--type',
        'lead.won:v1',
      );
      return event.id;
    });
    expect(processesOf(installation.dataDir, GATEWAY)).toEqual([gateway]);
    await sink.stop();
  });

  test('loses no accepted event when the gateway is killed under load, and is back within two seconds', async () => {
    const { system } = await connectEnvironment(installation, 'pim');
    const sink = await EventSink.start();
    await remoteEnv(
      installation,
      ...[
        'subscribe',
        'pim',
        '--type',
        'article.changed:v1',
        '--sink',
        sink.url,
        '--consumer',
        'tests/sink',
      ],
    );
    const accepted = new Set<string>();
    let running = true;
    const load = (async () => {
      while (running) {
        const id = randomUUID();
        const event = legacyEvent('article.changed', { id }, id);
        const answer = await system
          .call('POST', '/pim/v1/events', event)
          .catch(() => undefined);
        if (answer?.status === 200) {
          accepted.add(id);
        } else {
          // As a sender does that was refused: not at once again.
          await delay(25);
        }
      }
    })();
    await eventually('events flow', async () => accepted.size > 50);
    const gateway = onlyProcess(installation, GATEWAY);
    process.kill(gateway, 'SIGKILL');
    const killedAt = Date.now();
    await eventually(
      'the gateway is back',
      () => isUp(`${installation.metrics}/readyz`),
      10_000,
    );
    expect(Date.now() - killedAt).toBeLessThan(2_000);
    const before = accepted.size;
    await eventually(
      'events flow again',
      async () => accepted.size > before + 20,
    );
    running = false;
    await load;
    const missing = () => [...accepted].filter(id => !sink.ids().has(id));
    await expect
      .poll(missing, {
        message: `accepted and not delivered, of ${accepted.size}`,
        timeout: 40_000,
      })
      .toEqual([]);
    await sink.stop();
  });

  test('ends as a whole within five seconds when its starter is killed', async () => {
    const before = processesOf(installation.dataDir);
    expect(before.length).toBeGreaterThanOrEqual(5);
    installation.starter.kill('SIGKILL');
    await eventually(
      'no process is left',
      async () => processesOf(installation.dataDir).length === 0,
      5_500,
    );
  });

  test('starts again on the same data, quickly, with everything still there', async () => {
    const dataDir = installation.dataDir;
    installation = await startInstallation({
      sample: true,
      dataDir,
      env: { APP_CONFIG_remoteEnv_trust_tokenTtl: '3s' },
    });
    const environments = await remoteEnv<{ name: string; state: string }[]>(
      installation,
      'list',
    );
    expect(environments.map(e => e.name).sort()).toEqual([
      'crm',
      'pim',
      'shop',
    ]);
    expect(environments.every(e => e.state === 'approved')).toBe(true);
  });

  test('says in the page and at the edge that a one-time token has expired', async ({
    browser,
  }) => {
    const page = await signIn(browser, 'Admin', installation);
    await follow(page, '/remote-env/environments/pim/connection');
    await page.getByRole('button', { name: 'Connect the system' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Get a one-time token' }).click();
    const url = await dialog
      .getByText(/^https:.*\/v1\/applications\/signingRequests/)
      .innerText();
    await expect(dialog.getByText('Expired: get another one')).toBeVisible();
    await keepPicture(page, 'token-expired');
    await expect(
      remoteEnv(
        installation,
        'connect',
        url.trim(),
        '--out',
        path.join(installation.dataDir, 'never'),
      ),
    ).rejects.toThrow(/Invalid token/);
    await page.context().close();
  });

  test('says which port is in use, and by which variable to change it', async () => {
    const port = new URL(installation.edge).port;
    await expect(
      startInstallation({ sample: false, env: { EDGE_PORT: port } }),
    ).rejects.toThrow(new RegExp(`port ${port} is in use: set EDGE_PORT`));
  });

  test('refuses a second start on the same data directory', async () => {
    await expect(
      startInstallation({ sample: false, dataDir: installation.dataDir }),
    ).rejects.toThrow(/already runs on/);
  });
});
