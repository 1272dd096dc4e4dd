import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { changeAccount } from '../../packages/backend/src/__testUtils__/startOidcProvider';
import { sharedInstallation } from '../support/installation';
import { dress, OPPOSITE_LOOKS } from '../support/looks';
import { everyBreach } from '../support/obstacles';
import { answerProvider, keepPicture, openProvider } from '../support/people';
import { ACCOUNTS } from './accounts';
import { openPortal, SIGN_IN, signInAs } from './signInAs';

test.describe('signing in by OpenID Connect', () => {
  test.describe.configure({ mode: 'serial' });
  const { portal, oidcIssuer = '' } = sharedInstallation();

  const refreshCookie = async (context: BrowserContext) =>
    (await context.cookies(`${portal}/api/auth/oidc`)).find(
      ({ name }) => name === 'oidc-refresh-token',
    );

  const heading = (page: Page, name: string) =>
    page.getByRole('heading', { name, exact: true }).first();

  test('the page can be read and used without a mouse', async ({ browser }) => {
    const page = await openPortal(browser);
    const button = page.getByRole('button', { name: SIGN_IN });
    await expect(button).toBeVisible();
    await expect(page.getByText('Developer')).toHaveCount(0);
    for (const look of OPPOSITE_LOOKS) {
      await dress(page, look);
      await keepPicture(page, `sign-in-${look.name}`);
      expect(await everyBreach(page)).toEqual([]);
    }

    await page.keyboard.press('Tab');
    await expect(button).toBeFocused();
    const opened = page.waitForEvent('popup');
    await page.keyboard.press('Enter');
    const window = await opened;
    await expect(page.getByRole('status')).toContainText(
      'Go on in the window of Acme Login',
    );
    await window.close();
    await expect(page.getByRole('alert')).toContainText(
      'The sign-in window was closed before it was done',
    );
    for (const look of OPPOSITE_LOOKS) {
      await dress(page, look);
      await keepPicture(page, `sign-in-closed-${look.name}`);
    }
    await expect(button).toBeEnabled();
    await page.context().close();
  });

  test('a developer requests an environment and cannot approve it; an admin can', async ({
    browser,
  }) => {
    // Where somebody wanted to go is where he is afterwards.
    const developer = await openPortal(browser, '/remote-env/environments');
    await signInAs(developer, 'dora');
    await expect(heading(developer, 'Remote environments')).toBeVisible();
    await expect(developer).toHaveURL(/\/remote-env\/environments$/);
    await developer
      .getByRole('button', { name: 'Request a remote environment' })
      .first()
      .click();
    const dialog = developer.getByRole('dialog');
    await dialog
      .getByRole('textbox', { name: 'Name', exact: true })
      .fill('erp-us');
    await dialog.getByRole('button', { name: 'Request', exact: true }).click();
    await expect(
      developer.getByText('Waiting for approval').first(),
    ).toBeVisible();
    await expect(
      developer.getByRole('button', { name: 'Approve', exact: true }),
    ).toHaveCount(0);

    const admin = await openPortal(browser, '/remote-env/environments/erp-us');
    await signInAs(admin, 'adam');
    await admin.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(admin.getByText('Approved, not connected yet')).toBeVisible();
    await developer.context().close();
    await admin.context().close();
  });

  test('a session outlives a reload, in a cookie that scripts cannot read, and ends with signing out, in every tab', async ({
    browser,
  }) => {
    const page = await openPortal(browser);
    await signInAs(page, 'dora');
    await expect(heading(page, 'Remote environments')).toBeVisible();
    await page.reload();
    await expect(heading(page, 'Remote environments')).toBeVisible();
    const context = page.context();
    expect(await refreshCookie(context)).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    });
    const other = await context.newPage();
    await other.goto('/remote-env/services');
    await expect(heading(other, 'Services')).toBeVisible();

    await page.goto('/settings');
    await page
      .getByRole('button', { name: /menu|more/i })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Sign Out' }).click();
    // The provider asks whether its own session is to end, too.
    await page.getByRole('button', { name: /yes/i }).click();
    await expect(page.getByRole('button', { name: SIGN_IN })).toBeVisible();
    await expect(other.getByRole('button', { name: SIGN_IN })).toBeVisible();
    expect(await refreshCookie(context)).toBeUndefined();
    await page.reload();
    await expect(page.getByRole('button', { name: SIGN_IN })).toBeVisible();
    const window = await openProvider(page);
    await expect(window.locator('input[name=login]')).toBeVisible();
    await context.close();
  });

  test('whoever has a session that ended is asked to sign in again, loses nothing, and goes on', async ({
    browser,
  }) => {
    const page = await openPortal(browser, '/remote-env/environments');
    // Colours are judged where they end up, not on the way there.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await signInAs(page, 'dora');
    await page
      .getByRole('button', { name: 'Request a remote environment' })
      .first()
      .click();
    const dialog = page.getByRole('dialog', {
      name: 'Request a remote environment',
    });
    await dialog
      .getByRole('textbox', { name: 'Name', exact: true })
      .fill('late-erp');
    await dialog
      .getByRole('textbox', { name: 'Display name' })
      .fill('Typed before the session ended');

    // The portal no longer takes the token, and there is no session to get another from.
    await page.context().clearCookies();
    let spoilt = 0;
    await page.route('**/api/remote-env/v1/environments', route => {
      const headers = route.request().headers();
      spoilt += 1;
      return route.continue(
        spoilt === 1
          ? { headers: { ...headers, authorization: 'Bearer no.longer.good' } }
          : {},
      );
    });
    await dialog.getByRole('button', { name: 'Request', exact: true }).click();
    const ended = page.getByRole('dialog', { name: 'Your session has ended' });
    await expect(ended).toBeVisible();
    await keepPicture(page, 'session-ended');
    expect(await everyBreach(page, '[role=dialog]')).toEqual([]);

    const opened = page.waitForEvent('popup');
    await ended.getByRole('button', { name: SIGN_IN }).click();
    await answerProvider(await opened, 'dora');
    await expect(ended).toBeHidden();
    await expect(page).toHaveURL(/\/environments\/late-erp/);
    await expect(
      page.getByText('Typed before the session ended').first(),
    ).toBeVisible();
    await page.context().close();
  });

  test('whoever signs in as somebody else gets pages of his own', async ({
    browser,
  }) => {
    const page = await openPortal(browser, '/remote-env/environments/late-erp');
    await signInAs(page, 'adam');
    await expect(
      page.getByRole('button', { name: 'Approve', exact: true }),
    ).toBeVisible();
    await page.context().clearCookies();
    await page.route(
      '**/api/remote-env/v1/environments/late-erp**',
      route =>
        route.continue({
          headers: { ...route.request().headers(), authorization: 'Bearer x' },
        }),
      { times: 1 },
    );
    await page.getByRole('link', { name: 'Connection' }).click();
    const ended = page.getByRole('dialog', { name: 'Your session has ended' });
    await expect(ended).toBeVisible();
    const opened = page.waitForEvent('popup');
    await ended.getByRole('button', { name: SIGN_IN }).click();
    await answerProvider(await opened, 'dora');
    await expect(
      page.getByText('Typed before the session ended').first(),
    ).toBeVisible();
    await expect(
      page.getByRole('button', { name: 'Approve', exact: true }),
    ).toHaveCount(0);
    await page.context().close();
  });

  test('what went wrong is said in plain words', async ({ browser }) => {
    const page = await openPortal(browser);
    const alert = page.getByRole('alert');

    await test.step('somebody whom the portal cannot name', async () => {
      await answerProvider(await openProvider(page), 'nina');
      await expect(alert).toContainText('The portal does not know you');
      await keepPicture(page, 'sign-in-unknown');
      await page.context().clearCookies();
    });

    await test.step('somebody who turns back at the provider', async () => {
      const window = await openProvider(page);
      await window.getByRole('link', { name: /cancel/i }).click();
      await expect(alert).toContainText('Sign-in was refused');
      await expect(alert).toContainText('you turned back there');
    });

    await test.step('a browser that blocks the window', async () => {
      await page.evaluate(() => {
        window.open = () => null;
      });
      await page.getByRole('button', { name: SIGN_IN }).click();
      await expect(alert).toContainText('Your browser blocked it');
    });
    await page.context().close();
  });

  test('groups that are left at the provider are left here with the next refresh', async ({
    browser,
  }) => {
    const page = await openPortal(browser, '/remote-env/environments/late-erp');
    await signInAs(page, 'mara');
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await expect(approve).toBeVisible();
    await changeAccount(oidcIssuer, 'mara', {
      ...ACCOUNTS.mara,
      groups: ['developers'],
    });
    await page.reload();
    await expect(heading(page, 'Typed before the session ended')).toBeVisible();
    await expect(approve).toHaveCount(0);
    await page.context().close();
  });

  test('pages load and call nothing but the portal', async ({ browser }) => {
    const page = await openPortal(browser);
    const refused: string[] = [];
    page.on('console', message => {
      if (/content security policy/i.test(message.text())) {
        refused.push(message.text());
      }
    });
    await signInAs(page, 'dora');
    for (const url of [
      '/remote-env/environments/erp-us/connection',
      '/remote-env/services',
      '/catalog',
      '/search?query=erp',
      '/settings',
    ]) {
      await page.goto(url);
      await expect(page.getByRole('heading').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
    }
    expect(refused).toEqual([]);
    await page.context().close();
  });
});
