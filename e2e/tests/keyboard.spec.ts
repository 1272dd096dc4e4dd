import { expect, test, type Locator, type Page } from '@playwright/test';
import { follow, signIn } from '../support/people';

/** More stops than any page has before what is looked for. */
const MOST_TABS = 40;

test.describe.configure({ mode: 'serial' });
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await signIn(browser, 'Admin');
});

test.afterAll(() => page.context().close());

/** Goes on with the Tab key until the element has the focus, as somebody without a mouse does. */
async function tabTo(element: Locator): Promise<void> {
  await expect(element).toBeVisible();
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press('Tab');
    if (await element.evaluate(node => node === document.activeElement)) {
      return;
    }
  }
  await expect(element, 'reached by the Tab key').toBeFocused();
}

test('from the list to a one-time token and back without a mouse', async () => {
  // Tab reaches the first row, whatever others there are.
  await follow(page, '/remote-env/environments?q=shop');

  await tabTo(page.getByRole('row', { name: /shop/ }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/environments\/shop\/services$/);

  await tabTo(page.getByRole('link', { name: 'Connection' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/environments\/shop\/connection$/);

  const connect = page.getByRole('button', { name: 'Connect the system' });
  await expect(connect).toBeEnabled();
  await tabTo(connect);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Connect shop' });
  await tabTo(dialog.getByRole('button', { name: 'Get a one-time token' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Expires in');
  await tabTo(dialog.getByRole('button', { name: 'Copy Token URL' }));
  await expect(page.getByRole('tooltip')).toBeVisible();

  // The first one is the tooltip's.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toBeHidden();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(connect).toBeFocused();
});

test('a row gives its buttons to the arrow keys, and gets the focus back', async () => {
  await page.goto('/remote-env/environments/shop/events');
  const name = /^End subscription/;
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name }) })
    .first();
  const end = row.getByRole('button', { name });
  await tabTo(row);
  await page.keyboard.press('ArrowLeft');
  await expect(end).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^End this/ });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(end).toBeFocused();
});
