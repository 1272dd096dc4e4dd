import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { remoteEnv } from '../support/commandLine';
import { legacyEvent } from '../support/connectedEnvironment';
import { eventually } from '../support/eventually';
import { sharedInstallation } from '../support/installation';
import { callPortal, follow, keepPicture, signIn } from '../support/people';
import { ExternalSystem } from '../support/system';

const NAME = 'erp-eu';

/**
 * Bodies of everything that a page sends from its next address on: as the browser tells them, and, since it does not
 * tell those of `Request` objects, as `fetch` gets them.
 */
async function keepWhatIsSent(page: Page): Promise<string[]> {
  const sent: string[] = [];
  page.on('request', request => sent.push(request.postData() ?? ''));
  await page.exposeFunction('keepBody', (body: string) => sent.push(body));
  await page.addInitScript(`{
    const send = window.fetch.bind(window);
    window.fetch = async (input, init) => {
      const request = new Request(input, init);
      await window.keepBody(await request.clone().text());
      return send(request);
    };
  }`);
  return sent;
}

test.describe('connecting a system', () => {
  test.describe.configure({ mode: 'serial' });
  let developer: Page;
  let admin: Page;

  test.beforeAll(async ({ browser }) => {
    developer = await signIn(browser, 'Developer');
    admin = await signIn(browser, 'Admin');
  });

  test('a developer requests a remote environment and reads what is wrong with a name', async () => {
    await developer
      .getByRole('button', { name: 'Request a remote environment' })
      .first()
      .click();
    const dialog = developer.getByRole('dialog');
    await dialog
      .getByRole('textbox', { name: 'Name', exact: true })
      .fill('Not Allowed');
    await expect(
      dialog.getByText(/Use 1 to 36 lower-case letters/),
    ).toBeVisible();
    await dialog
      .getByRole('textbox', { name: 'Name', exact: true })
      .fill('events');
    await expect(dialog.getByText('"events" is reserved')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(NAME);
    await dialog
      .getByRole('textbox', { name: 'Display name' })
      .fill('ERP Europe');
    await dialog.getByRole('button', { name: 'Request', exact: true }).click();
    await expect(developer).toHaveURL(new RegExp(`/environments/${NAME}`));
    await expect(
      developer.getByText('Waiting for approval').first(),
    ).toBeVisible();
    await keepPicture(developer, 'requested');
  });

  test('a name that is taken is refused in the dialog', async () => {
    const refused = await callPortal('Developer', 'POST', '/v1/environments', {
      name: NAME,
    });
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('name');
  });

  test('the wrong role sees no approve button, and the API answers 403', async () => {
    await expect(
      developer.getByRole('button', { name: 'Approve', exact: true }),
    ).toHaveCount(0);
    const refused = await callPortal(
      'Developer',
      'PUT',
      `/v1/environments/${NAME}/decision`,
      { verdict: 'approved' },
    );
    expect(refused.status).toBe(403);
  });

  test('no token before approval', async () => {
    const refused = await callPortal(
      'Developer',
      'POST',
      `/v1/environments/${NAME}/tokens`,
    );
    expect([403, 409]).toContain(refused.status);
  });

  test('an admin approves', async () => {
    await follow(admin, `/remote-env/environments/${NAME}`);
    await admin.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(admin.getByText('Approved, not connected yet')).toBeVisible();
    await keepPicture(admin, 'approved');
  });

  test('the owner fetches a one-time token, and a system connects with it', async () => {
    const installation = sharedInstallation();
    await follow(developer, `/remote-env/environments/${NAME}/connection`);
    await developer.getByRole('button', { name: 'Connect the system' }).click();
    const dialog = developer.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Get a one-time token' }).click();
    await expect(dialog.getByRole('timer')).toContainText(/Expires in/);
    await expect(
      dialog.getByRole('button', { name: /^Copy/ }).first(),
    ).toBeVisible();
    const url = await dialog
      .getByText(
        new RegExp(`^${installation.edge}/v1/applications/signingRequests`),
      )
      .innerText();
    await keepPicture(developer, 'token');
    await developer.keyboard.press('Escape');

    const out = path.join(
      mkdtempSync(path.join(tmpdir(), 'remote-env-e2e-')),
      'files',
    );
    await remoteEnv(
      installation,
      'connect',
      url.trim(),
      '--out',
      out,
      '--key-type',
      'ecdsa256',
    );
    const again = remoteEnv(
      installation,
      'connect',
      url.trim(),
      '--out',
      `${out}-again`,
    );
    await expect(again).rejects.toThrow(/Invalid token/);

    const system = ExternalSystem.fromFiles(installation, out);
    expect(
      (
        await system.call(
          'POST',
          `/${NAME}/v1/events`,
          legacyEvent('ping', { n: 1 }),
        )
      ).status,
    ).toBe(200);
    expect(
      (await system.call('GET', '/shop/v1/metadata/services')).status,
    ).toBe(403);
    await expect(
      developer.getByRole('article').getByText('One-time token'),
    ).toBeVisible();
    system.close();
  });

  test('a certificate made in the browser: the key never leaves the page', async () => {
    const installation = sharedInstallation();
    const sent = await keepWhatIsSent(developer);
    await developer.goto(
      `/remote-env/environments/${NAME}/connection?connect=browser`,
    );
    const dialog = developer.getByRole('dialog');
    await dialog
      .getByRole('button', { name: 'Make key and certificate' })
      .click();
    await expect(
      dialog.getByText('The certificate is ready.', { exact: false }),
    ).toBeVisible({ timeout: 30_000 });
    const [download] = await Promise.all([
      developer.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download PEM files' }).click(),
    ]);
    await keepPicture(developer, 'browser-certificate');
    const files = unzipSync(
      new Uint8Array(readFileSync(await download.path())),
    );
    const text = (name: string) => {
      const entry = Object.entries(files).find(([file]) => file.endsWith(name));
      return strFromU8(entry?.[1] ?? new Uint8Array());
    };
    expect(text('key.pem')).toContain('PRIVATE KEY');
    expect(sent.some(body => body.includes('CERTIFICATE REQUEST'))).toBe(true);
    expect(sent.some(body => body.includes('PRIVATE KEY'))).toBe(false);

    const system = ExternalSystem.fromPem(installation, {
      key: text('key.pem'),
      cert: `${text('cert.pem')}\n${text('chain.pem')}`,
    });
    const info = await system.call('GET', '/v1/applications/management/info');
    expect(info.status).toBe(200);
    expect(JSON.parse(info.body).clientIdentity.application).toBe(NAME);

    await expect(
      dialog.getByText('The system is connected').last(),
    ).toBeVisible();
    await keepPicture(developer, 'browser-connected');
    // Once the files are saved, anything outside of it may have closed it already.
    await developer.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    const details = developer
      .getByRole('article')
      .filter({ hasText: 'Browser' });
    const [pem] = await Promise.all([
      developer.waitForEvent('download'),
      details.getByRole('button', { name: 'Certificate' }).click(),
    ]);
    expect(readFileSync(await pem.path(), 'utf8')).toContain(
      'BEGIN CERTIFICATE',
    );
    await details.getByRole('button', { name: 'Revoke' }).click();
    const revoking = developer.getByRole('dialog', { name: /^Revoke/ });
    await revoking.getByRole('button', { name: /Reason on lists/ }).click();
    await developer
      .getByRole('option', { name: 'Somebody else may have the key' })
      .click();
    await revoking.getByRole('textbox').fill('The laptop is gone');
    await revoking.getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(
      developer.getByText('The certificate is revoked'),
    ).toBeVisible();
    // The connection is still open: it is refused within a second all the same.
    await eventually(
      'the open connection is refused',
      async () =>
        (
          await system.call('GET', '/v1/applications/management/info')
        ).status === 403,
      1_500,
    );
    const refused = await system.call(
      'POST',
      `/${NAME}/v1/events`,
      legacyEvent('ping', { n: 2 }),
    );
    expect(refused.body).toContain('Certificate has been revoked.');
    await keepPicture(developer, 'connection');
    system.close();
  });

  test('every page survives a reload, and another tab is signed in too', async () => {
    const pages = ['', '/connection', '/events', '/activity'].map(
      tab => `/remote-env/environments/${NAME}${tab}`,
    );
    for (const url of [
      '/remote-env/environments',
      '/remote-env/services',
      '/catalog',
      '/api-docs',
      ...pages,
    ]) {
      await follow(developer, url);
      await developer.reload();
      await expect(developer.getByRole('heading').first()).toBeVisible();
      await expect(
        developer.getByRole('button', { name: 'Developer', exact: true }),
      ).toHaveCount(0);
    }
    const tab = await developer.context().newPage();
    await tab.goto(`/remote-env/environments/${NAME}`);
    await expect(tab.getByText('ERP Europe').first()).toBeVisible();
    await tab.close();
  });

  test('an admin suspends, traffic stops, and everything goes when it is deleted', async () => {
    await follow(admin, `/remote-env/environments/${NAME}`);
    await remoteEnv(
      sharedInstallation(),
      'suspend',
      NAME,
      '--reason',
      'journey',
    );
    await expect(admin.getByText(/Suspended by/)).toBeVisible();
    await admin.getByRole('button', { name: 'Resume' }).click();
    await expect(admin.getByText(/Suspended by/)).toHaveCount(0);
    await remoteEnv(sharedInstallation(), 'delete', NAME);
    const gone = await callPortal('Admin', 'GET', `/v1/environments/${NAME}`);
    expect(gone.status).toBe(404);
  });
});
