import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { inBrowserStore } from '../support/browserStore';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { lookAt } from '../support/looks';
import { follow, signIn } from '../support/people';
import { ExternalSystem } from '../support/system';

const NAME = 'pos';
const CONNECTION = `/remote-env/environments/${NAME}/connection`;
const INFO = '/v1/applications/management/info';
const run = promisify(execFile);

/** Saves what a button offers. */
async function download(page: Page, button: Locator): Promise<Buffer> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    button.click(),
  ]);
  return readFileSync(await saved.path());
}

test.describe('the three ways in', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let work: string;

  test.beforeAll(async ({ browser }) => {
    work = mkdtempSync(path.join(tmpdir(), 'remote-env-ways-'));
    const installation = sharedInstallation();
    await remoteEnv(
      installation,
      'create',
      NAME,
      '--owner',
      'group:default/developers',
    );
    await remoteEnv(installation, 'approve', NAME);
    page = await signIn(browser, 'Developer');
  });

  test.afterAll(async () => {
    await remoteEnv(sharedInstallation(), 'delete', NAME);
    await page.context().close();
  });

  test('by token: the script works as it stands, and the page turns green with it, also after a reload', async () => {
    const { dataDir } = sharedInstallation();
    await follow(page, `/remote-env/environments/${NAME}`);
    await page.getByRole('link', { name: 'Connect the system' }).click();
    const dialog = page.getByRole('dialog', { name: `Connect ${NAME}` });
    await dialog.getByRole('button', { name: 'Get a one-time token' }).click();
    await expect(dialog.getByRole('timer')).toContainText('Expires in');
    await dialog.getByRole('tab', { name: 'With curl and openssl' }).click();
    const script = await dialog
      .getByRole('group', { name: 'script' })
      .innerText();
    await expect(
      dialog.getByText('Waiting for the system to use').last(),
    ).toBeVisible();
    await lookAt(page, 'connect-token', { part: '[role=dialog]' });

    await page.reload();
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(
      page.getByText('Waiting for the system to use').last(),
    ).toBeVisible();

    const { stdout } = await run('sh', ['-c', script], {
      cwd: work,
      env: {
        ...process.env,
        CURL_CA_BUNDLE: path.join(dataDir, 'edge-ca.pem'),
      },
    });
    expect(JSON.parse(stdout).clientIdentity.application).toBe(NAME);
    await expect(
      page.getByText('The system is connected').last(),
    ).toBeVisible();
    await expect(
      page.getByText(/Management information by curl/),
    ).toBeVisible();
    await expect(page.getByText('127.0.0.1', { exact: true })).toBeVisible();
    await lookAt(page, 'connection-connected');
  });

  test('in the browser: the same dialog turns green with the first call', async () => {
    await follow(page, `${CONNECTION}?connect=browser`);
    const dialog = page.getByRole('dialog', { name: `Connect ${NAME}` });
    await dialog
      .getByRole('button', { name: 'Make key and certificate' })
      .click();
    await expect(
      dialog.getByText('Waiting for the first call').last(),
    ).toBeVisible({ timeout: 30_000 });
    await lookAt(page, 'connect-browser', { part: '[role=dialog]' });
    const files = unzipSync(
      new Uint8Array(
        await download(
          page,
          dialog.getByRole('button', { name: 'Download PEM files' }),
        ),
      ),
    );
    await dialog
      .getByRole('textbox', { name: 'Passphrase' })
      .fill('open sesame');
    const p12 = path.join(work, 'pos.p12');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download PKCS #12' }).click(),
    ]);
    await saved.saveAs(p12);
    const { stdout } = await run('openssl', [
      ...['pkcs12', '-in', p12, '-nokeys', '-passin', 'pass:open sesame'],
    ]);
    expect(stdout).toContain(`CN = ${NAME}`);
    expect(await inBrowserStore(p12, 'open sesame')).toMatch(/u,u,u/);

    const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    const system = ExternalSystem.fromPem(sharedInstallation(), {
      key: text('key.pem'),
      cert: `${text('cert.pem')}\n${text('chain.pem')}`,
    });
    expect((await system.call('GET', INFO)).status).toBe(200);
    system.close();
    await expect(
      dialog.getByText('The system is connected').last(),
    ).toBeVisible();
  });

  test('by a request of one’s own: its problems are told first, then it is signed and used', async () => {
    const request = async (name: string, subject: string) => {
      const file = path.join(work, `${name}.der`);
      await run('openssl', [
        ...['req', '-new', '-newkey', 'ec', '-pkeyopt'],
        ...['ec_paramgen_curve:P-256', '-nodes', '-outform', 'DER'],
        ...['-keyout', path.join(work, `${name}.key`), '-out', file],
        ...['-subj', subject],
      ]);
      return file;
    };
    await follow(page, `${CONNECTION}?connect=upload`);
    const dialog = page.getByRole('dialog', { name: `Connect ${NAME}` });
    const choose = dialog.locator('input[type=file]');
    await choose.setInputFiles(await request('wrong', '/CN=somebody'));
    await expect(
      dialog.getByText('CSR: Invalid common name provided.'),
    ).toBeVisible();
    await expect(
      dialog.getByRole('button', { name: 'Have it signed' }),
    ).toBeDisabled();
    await lookAt(page, 'connect-upload-refused', { part: '[role=dialog]' });

    const expected = await dialog
      .getByText(new RegExp(`^O=.*CN=${NAME}$`))
      .innerText();
    await choose.setInputFiles(
      await request('right', `/${expected.replaceAll(',', '/')}`),
    );
    await expect(dialog.getByText('This request can be signed')).toBeVisible();
    await dialog.getByRole('button', { name: 'Have it signed' }).click();
    const cert = await download(
      page,
      dialog.getByRole('button', { name: 'Both in one file' }),
    );
    await expect(
      dialog.getByText('Waiting for the first call').last(),
    ).toBeVisible();
    const system = ExternalSystem.fromPem(sharedInstallation(), {
      key: readFileSync(path.join(work, 'right.key'), 'utf8'),
      cert: cert.toString('utf8'),
    });
    expect((await system.call('GET', INFO)).status).toBe(200);
    system.close();
    await expect(
      dialog.getByText('The system is connected').last(),
    ).toBeVisible();
    await lookAt(page, 'connect-upload-connected', { part: '[role=dialog]' });
  });

  test('the page tells of all of it', async () => {
    await follow(page, CONNECTION);
    for (const source of ['One-time token', 'Browser', 'Uploaded request']) {
      await expect(
        page.getByRole('article').getByText(source, { exact: true }),
      ).toBeVisible();
    }
    await expect(page.getByRole('meter').first()).toBeVisible();
    await page
      .getByRole('article')
      .filter({ hasText: 'Browser' })
      .getByRole('button', { name: 'Revoke' })
      .click();
    const revoking = page.getByRole('dialog', { name: /^Revoke/ });
    await revoking.getByRole('button', { name: /Reason on lists/ }).click();
    await page.getByRole('option', { name: 'It was replaced' }).click();
    await revoking.getByRole('textbox').fill('Only a try');
    await revoking.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page
      .getByRole('button', { name: /Former certificates \(1\)/ })
      .click();
    await expect(
      page.getByText(/because of: It was replaced/).first(),
    ).toBeVisible();

    const timeline = page.getByRole('list', { name: /^Activity/ });
    await expect(timeline.getByText('Certificate revoked')).toBeVisible();
    await page.getByRole('button', { name: /^Everything/ }).click();
    await page.getByRole('option', { name: 'Decisions' }).click();
    await expect(timeline.getByText('Connection approved')).toBeVisible();
    await expect(timeline.getByText('Certificate revoked')).toHaveCount(0);
    await expect(
      page.getByRole('figure', { name: /^Calls of the system/ }),
    ).toBeVisible({ timeout: 30_000 });
    await lookAt(page, 'connection-page');
  });
});
