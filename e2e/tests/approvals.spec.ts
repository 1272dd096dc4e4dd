import { expect, test, type Page } from '@playwright/test';
import { lookAt } from '../support/looks';
import { callPortal, follow, keepPicture, signIn } from '../support/people';

const PAGE = '/remote-env/approvals';
const NAMES = ['wait-one', 'wait-two', 'wait-three', 'wait-four'];

async function ask(name: string) {
  const made = await callPortal('Developer', 'POST', '/v1/environments', {
    name,
    description: `Wants to be connected: ${name}`,
    labels: { journey: 'approvals' },
    owner: 'user:default/developer',
  });
  expect(made.status).toBe(201);
}

const row = (page: Page, name: string) =>
  page.getByRole('row', { name: new RegExp(name) });

test.describe('approvals', () => {
  test.describe.configure({ mode: 'serial' });
  let admin: Page;

  test.beforeAll(async ({ browser }) => {
    admin = await signIn(browser, 'Admin');
  });

  test.afterAll(async () => {
    for (const name of NAMES) {
      await callPortal('Admin', 'DELETE', `/v1/environments/${name}`);
    }
    await admin.context().close();
  });

  test('nobody but admins sees page and count', async ({ browser }) => {
    const developer = await signIn(browser, 'Developer');
    await expect(
      developer.getByRole('link', { name: /^Approvals/ }),
    ).toHaveCount(0);
    const refused = await callPortal('Developer', 'GET', '/v1/approvals');
    expect(refused.status).toBe(403);
    await developer.context().close();
  });

  test('requests appear as they are made, with their count in the sidebar', async () => {
    await admin.goto(`${PAGE}?label=journey%3Dapprovals`);
    await ask('wait-one');
    await expect(row(admin, 'wait-one')).toBeVisible();
    for (const name of NAMES.slice(1)) {
      await ask(name);
    }
    // At once by a signal; who was not yet listening for signals then asks every 30 s.
    await expect(
      admin.getByRole('link', { name: /^Approvals: \d+ requests wait/ }),
    ).toBeVisible({ timeout: 45_000 });
    await expect(row(admin, 'wait-four')).toBeVisible();
    await lookAt(admin, 'approvals');
  });

  test('one is approved, one rejected with a reason', async () => {
    await admin.getByRole('button', { name: 'Approve wait-one' }).click();
    await expect(row(admin, 'wait-one')).toHaveCount(0);
    await admin.getByRole('button', { name: 'Reject wait-two' }).focus();
    await admin.keyboard.press('Enter');
    await admin.getByRole('dialog').getByRole('textbox').fill('no owner');
    await admin.keyboard.press('Tab');
    await admin.keyboard.press('Enter');
    await expect(row(admin, 'wait-two')).toHaveCount(0);
  });

  test('several are approved at once, and what failed says so', async () => {
    await row(admin, 'wait-three').getByRole('checkbox').check({ force: true });
    await row(admin, 'wait-four').getByRole('checkbox').check({ force: true });
    await expect(admin.getByText('2 selected')).toBeVisible();
    await admin.getByRole('button', { name: 'Approve selected' }).click();
    await expect(admin.getByText('2 requests decided')).toBeVisible();
    await expect(row(admin, 'wait-four')).toHaveCount(0);
    await keepPicture(admin, 'approvals-decided');
  });

  test('what was decided is found by its state', async () => {
    await follow(admin, `${PAGE}?state=rejected&label=journey`);
    await expect(row(admin, 'wait-two')).toBeVisible();
  });

  test('a connection is retired for good, and its page tells every decision', async () => {
    await follow(admin, '/remote-env/environments/wait-one/activity');
    await admin.getByRole('button', { name: 'More actions' }).click();
    await admin.getByRole('menuitem', { name: 'Retire' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('textbox').fill('sold');
    await dialog.getByRole('button', { name: 'Retire' }).click();
    await expect(admin.getByText('Retired by admin')).toBeVisible();
    const decisions = admin.getByRole('list', {
      name: 'Decisions, newest first',
    });
    await expect(decisions.getByRole('listitem')).toHaveCount(2);
    await keepPicture(admin, 'retired');
    const again = await callPortal(
      'Admin',
      'PUT',
      '/v1/environments/wait-one/decision',
      { verdict: 'approved' },
    );
    expect(again.status).toBe(409);
  });

  test('deleting says what goes with it', async () => {
    await admin.getByRole('button', { name: 'More actions' }).click();
    await admin.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = admin.getByRole('dialog');
    await expect(dialog.getByText('Nothing belongs to it yet.')).toBeVisible();
    await dialog.getByRole('textbox').fill('wait-one');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(admin).toHaveURL(/\/remote-env\/environments$/);
  });
});
