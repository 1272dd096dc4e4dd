import { expect, test } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import {
  connectEnvironment,
  legacyEvent,
} from '../support/connectedEnvironment';
import { EventSink } from '../support/eventSink';
import { eventually } from '../support/eventually';
import { signIn } from '../support/people';
import { signingRequest } from '../support/signingRequest';
import { ExternalSystem } from '../support/system';
import { hurt, outputOf } from './handles';
import {
  ask,
  AWAY,
  certificateCalls,
  ENVIRONMENTS,
  handles,
  installation,
  isReady,
  portals,
  READINESS,
  registerUntilDone,
  serviceOf,
} from './portals';
import { PORTALS } from './startProcesses';

test.describe('two portals are one', () => {
  test.describe.configure({ mode: 'serial', timeout: 240_000 });
  test('both answer, and say the same', async () => {
    await remoteEnv(installation, 'create', 'both');
    const answers = await Promise.all(
      [...portals, ...portals].map(portal => ask(portal, ENVIRONMENTS)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200]),
    );
    const names = answers.map(({ body }) =>
      body.items.map(({ name }: { name: string }) => name),
    );
    expect(names[0]).toContain('both');
    expect(new Set(names.map(String)).size).toBe(1);
    for (const name of PORTALS) {
      expect(await outputOf(handles, name)).toContain(
        `"message":"GET ${ENVIRONMENTS} 200`,
      );
    }
  });

  test('one of many uses of a one-time token at the same moment wins, whichever portal they come to', async () => {
    await remoteEnv(installation, 'create', 'race');
    await remoteEnv(installation, 'approve', 'race');
    const { url } = await remoteEnv<{ url: string }>(
      installation,
      'token',
      'race',
    );
    const racers = Array.from({ length: 8 }, () =>
      ExternalSystem.withoutCertificate(installation),
    );
    const [first] = racers;
    const info = JSON.parse((await first?.call('GET', url))?.body ?? '{}');
    const csr = await signingRequest(info.certificate.subject);
    const portalsBefore = await Promise.all(PORTALS.map(certificateCalls));
    const answers = await Promise.all(
      racers.map(system => system.call('POST', info.csrUrl, { csr })),
    );
    const portalsAfter = await Promise.all(PORTALS.map(certificateCalls));
    racers.forEach(system => system.close());
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers) {
      expect(status === 201 || body.includes('Invalid token.')).toBe(true);
    }
    portalsAfter.forEach((calls, i) =>
      expect(calls).toBeGreaterThan(portalsBefore[i] ?? 0),
    );
    const certificates = await ask(
      installation.portal,
      `${ENVIRONMENTS}/race/certificates`,
    );
    expect(certificates.body.items).toHaveLength(1);
  });

  test('a portal is killed in the middle of use: people and systems go on with the other one, and nothing is there twice', async ({
    browser,
  }) => {
    const { system } = await connectEnvironment(installation, 'hurt');
    const page = await signIn(browser, 'Admin');
    await page.goto('/remote-env/environments/hurt');
    await expect(
      page.getByRole('heading', { name: 'hurt', exact: true }).first(),
    ).toBeVisible();
    const identifiers = Array.from({ length: 6 }, (_, i) => `under-way-${i}`);
    const systems = identifiers.map(() => system.again());
    const registrations = identifiers.map((identifier, i) =>
      registerUntilDone(systems[i] ?? system, 'hurt', identifier),
    );
    await hurt(handles, 'kill', PORTALS[0]);
    try {
      const statuses = await Promise.all(registrations);
      console.log(`answers to registrations: ${JSON.stringify(statuses)}`);
      // What the other one does is shown without anybody asking: by the next look at the latest, should the signal come
      // before the page has found another portal to get it from.
      await remoteEnv(installation, 'suspend', 'hurt', '--reason', 'replica');
      await expect(page.getByText(/Suspended by/)).toBeVisible({
        timeout: 45_000,
      });
      await page.getByRole('button', { name: 'Resume' }).click();
      await expect(page.getByText(/Suspended by/)).toHaveCount(0);
      await page.reload();
      await expect(
        page.getByRole('heading', { name: 'hurt', exact: true }).first(),
      ).toBeVisible();
    } finally {
      await hurt(handles, 'restart', PORTALS[0]);
    }
    const { body } = await system.call('GET', '/hurt/v1/metadata/services');
    const registered: { identifier: string }[] = JSON.parse(body);
    expect(registered.map(({ identifier }) => identifier).sort()).toEqual(
      identifiers,
    );
    for (const portal of portals) {
      const { body: listed } = await ask(
        portal,
        `${ENVIRONMENTS}/hurt/services`,
      );
      expect(listed.totalItems).toBe(identifiers.length);
    }
    await page.context().close();
  });

  test('PostgreSQL goes and comes back: people are told so, systems and events go on, and everything recovers by itself', async ({
    browser,
  }) => {
    const { system } = await connectEnvironment(installation, 'outage');
    const sink = await EventSink.start();
    await remoteEnv(
      installation,
      ...['subscribe', 'outage', '--type', 'lead.won:v1'],
      ...['--sink', sink.url, '--consumer', 'journeys/sink'],
    );
    const send = (n: number) =>
      system.call('POST', '/outage/v1/events', legacyEvent('lead.won', { n }));
    const page = await signIn(browser, 'Admin');
    await page.goto('/remote-env/environments/outage');
    await expect(
      page.getByRole('heading', { name: 'outage', exact: true }).first(),
    ).toBeVisible();
    const late = await page.context().newPage();
    await hurt(handles, 'kill', 'postgres');
    try {
      for (const portal of portals) {
        await eventually('the portal says that it is not ready', async () => {
          const answer = await fetch(`${portal}${READINESS}`);
          const { message } = await answer.json();
          return answer.status === 503 && message === AWAY;
        });
        for (const url of [ENVIRONMENTS, '/api/catalog/entities?limit=1']) {
          const { status, retryAfter, body } = await ask(portal, url);
          expect({ status, retryAfter }).toEqual({
            status: 503,
            retryAfter: '5',
          });
          expect(body.error.message).toBe(AWAY);
        }
      }
      // Whoever looks is told why, and is not asked to sign in again.
      await page
        .getByRole('link', { name: 'Activity' })
        .click({ timeout: 15_000 });
      await expect(page.getByText(AWAY).first()).toBeVisible({
        timeout: 30_000,
      });
      await expect(page.getByRole('button', { name: /Sign in/ })).toHaveCount(
        0,
      );

      // Nor is whoever begins now, with a session that is good.
      await late.goto('/remote-env/environments/outage');
      await expect(late.getByRole('alert')).toContainText(AWAY);
      await expect(late.getByRole('button', { name: /Sign in/ })).toHaveCount(
        0,
      );

      for (const n of [1, 2, 3]) {
        expect((await send(n)).status).toBe(200);
      }
      await eventually(
        'the events are delivered',
        async () => sink.received.length === 3,
      );
      expect(
        (await system.call('GET', '/v1/applications/management/info')).status,
      ).toBe(200);
      const refused = await system.call(
        'POST',
        '/outage/v1/metadata/services',
        serviceOf('during-outage'),
      );
      expect(refused.status).toBe(503);
      expect(refused.headers['retry-after']).toBeDefined();
      // Reported by the gateways once the portals take reports again.
      for (let i = 0; i < 5; i++) {
        expect(
          (await system.call('GET', '/race/v1/metadata/services')).status,
        ).toBe(403);
      }
    } finally {
      await hurt(handles, 'restart', 'postgres');
    }
    for (const portal of portals) {
      await eventually('the portal is ready', () => isReady(portal), 30_000);
      expect((await ask(portal, ENVIRONMENTS)).status).toBe(200);
    }
    await expect(
      late.getByRole('heading', { name: 'outage', exact: true }).first(),
    ).toBeVisible({ timeout: 30_000 });
    expect(
      await registerUntilDone(system, 'outage', 'during-outage'),
    ).toContain(200);
    await page.reload();
    await expect(
      page.getByRole('heading', { name: 'Activity' }).first(),
    ).toBeVisible();
    await eventually(
      'what was refused meanwhile is told, once',
      async () => {
        const { body } = await ask(
          installation.portal,
          `${ENVIRONMENTS}/outage/activity?limit=100`,
        );
        const told = body.items.filter(
          ({ action }: { action: string }) => action === 'edge-refused',
        );
        return (
          told.reduce(
            (sum: number, { details }: { details?: { count?: string } }) =>
              sum + Number(details?.count ?? 1),
            0,
          ) === 5
        );
        // Gateways wait 15 s at most before they try again.
      },
      30_000,
    );
    expect(sink.received).toHaveLength(3);
    await sink.stop();
    await page.context().close();
  });
});
