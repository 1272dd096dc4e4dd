import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { sharedInstallation } from '../support/installation';
import { lookAt } from '../support/looks';
import { follow, signIn } from '../support/people';
import { ExternalSystem } from '../support/system';

const INFO = '/v1/applications/signingRequests/info';

/** A certificate for the name of somebody else, by a CA that nobody knows. */
function foreignIdentity(): { cert: string; key: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'foreign-'));
  try {
    execFileSync(
      'openssl',
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out cert -days 2 -subj /CN=shop'.split(
        ' ',
      ),
      { cwd: folder, stdio: 'ignore' },
    );
    const read = (name: string) =>
      readFileSync(path.join(folder, name), 'utf8');
    return { cert: read('cert'), key: read('key') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('an admin sees who tries certificates, tokens and headers, while it goes on', async ({
  browser,
}) => {
  const addresses = sharedInstallation();
  test.setTimeout(240_000);
  const page = await signIn(browser, 'Admin');
  await follow(page, '/remote-env/security?period=hour');
  await expect(page.getByRole('heading', { name: 'Over time' })).toBeVisible();

  const stranger = ExternalSystem.withoutCertificate(addresses, '127.0.0.23');
  for (let guess = 0; guess < 23; guess += 1) {
    const { status } = await stranger.call('GET', `${INFO}?token=g${guess}`);
    expect([403, 429]).toContain(status);
  }
  const subscribed = '/shop/v1/events/subscribed';
  expect(
    (
      await stranger.call('GET', subscribed, undefined, {
        'Client-Cert': ':AAAA:',
      })
    ).status,
  ).toBe(401);
  const foreign = ExternalSystem.fromPem(addresses, foreignIdentity());
  expect((await foreign.call('GET', subscribed)).status).toBe(403);

  // Without a reload.
  const row = (name: RegExp) => page.getByRole('row', { name }).first();
  for (const kind of [
    /^Token guess/,
    /^Forged header/,
    /^Foreign certificate/,
  ]) {
    await expect(row(kind)).toBeVisible({ timeout: 30_000 });
  }
  await expect(row(/^Foreign certificate/)).toContainText('shop');
  await expect(
    page.getByRole('img', { name: /^Foreign certificate: \d/ }),
  ).toBeVisible();

  await page.getByRole('button', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Forged header' }).click();
  await expect(row(/^Token guess/)).toBeHidden();
  await expect(row(/^Forged header/)).toBeVisible();
  await page.getByLabel('Address').fill('192.0.2.');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row(/^Token guess/)).toBeVisible();

  await lookAt(page, 'security-attacked');
  await expect(row(/^Token guess/)).toBeVisible();
  await page.context().close();
});

test('nobody but admins sees it', async ({ browser }) => {
  const page = await signIn(browser, 'Developer');
  await follow(page, '/remote-env/environments');
  await expect(page.getByRole('row', { name: /shop/ })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Security' })).toHaveCount(0);
  await page.context().close();
});
