import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { obstacles } from '../support/obstacles';
import { callPortal, follow, keepPicture, signIn } from '../support/people';

const NAME = 'by-hand';
const OPENAPI = `openapi: 3.0.3
info:
  title: Stock
  version: "1"
  description: What is in the warehouse
servers:
  - url: https://stock.example.com/api
paths:
  /articles/{code}:
    get:
      summary: Look an article up
      parameters:
        - { name: code, in: path, required: true, schema: { type: string } }
      responses:
        "200": { description: The article }
`;

test.describe('registering by hand', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    const made = await callPortal('Developer', 'POST', '/v1/environments', {
      name: NAME,
      owner: 'user:default/developer',
    });
    expect(made.status).toBe(201);
    await callPortal('Admin', 'PUT', `/v1/environments/${NAME}/decision`, {
      verdict: 'approved',
    });
    page = await signIn(browser, 'Developer');
  });

  test.afterAll(async () => {
    await callPortal('Admin', 'DELETE', `/v1/environments/${NAME}`);
    await page.context().close();
  });

  test('tells what is wrong while it is written, and where', async () => {
    await follow(page, `/remote-env/environments/${NAME}/services`);
    await page.getByRole('link', { name: 'Register a service' }).click();
    const document = page.getByRole('textbox', {
      name: 'API document',
      exact: true,
    });
    await document.fill('openapi: 3.0.3\ninfo: {title: Stock\n');
    const problem = page.getByRole('button', {
      name: /^api.spec, line \d+, column \d+: /,
    });
    await expect(problem).toBeVisible();
    await keepPicture(page, 'register-problem');
    await problem.click();
    await expect(document).toBeFocused();
    expect(await obstacles(page)).toEqual([]);
  });

  test('reads files, shows what readers will see, and registers', async () => {
    await page.goto(`/remote-env/environments/${NAME}/register`);
    await page.locator('input[type=file][multiple]').setInputFiles([
      {
        name: 'stock.yaml',
        mimeType: 'text/yaml',
        buffer: Buffer.from(OPENAPI),
      },
      {
        name: 'guide.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('# First steps\n\nAsk for an article.\n'),
      },
    ]);
    await expect(page.getByRole('textbox', { name: 'Target URL' })).toHaveValue(
      'https://stock.example.com/api',
    );
    await page.getByRole('textbox', { name: 'Provider' }).fill('Acme');
    await expect(
      page.getByText('It can be registered as it is.'),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Show API' }).click();
    await expect(page.getByText('/articles/{code}').first()).toBeVisible();
    expect(await obstacles(page)).toEqual([]);
    await page.setViewportSize({ width: 400, height: 900 });
    await keepPicture(page, 'register-narrow-light');
    await page.setViewportSize({ width: 1280, height: 900 });
    await keepPicture(page, 'register-wide-light');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(
      page.getByRole('heading', { name: 'Stock' }).first(),
    ).toBeVisible();
    await expect(page.getByText('/articles/{code}').first()).toBeVisible();
  });

  test('edits it, and says until when it is there', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const document = page.getByRole('textbox', {
      name: 'API document',
      exact: true,
    });
    const description = page.getByRole('textbox', {
      name: 'Description',
      exact: true,
    });
    await expect(document).toHaveValue(OPENAPI);
    await description.fill('What lies in the warehouse');
    // Nothing that was typed is lost with the light.
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('body')).toHaveAttribute(
        'data-theme-mode',
        colorScheme,
      );
      await expect(document).toHaveValue(OPENAPI);
      await expect(description).toHaveValue('What lies in the warehouse');
      await keepPicture(page, `edit-wide-${colorScheme}`);
    }
    await expect(page.getByText('Changes: description')).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('What lies in the warehouse')).toBeVisible();

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Retire …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Last day' }).fill('2031-05-01');
    await keepPicture(page, 'retire-dialog');
    await dialog.getByRole('button', { name: 'Retire' }).click();
    await expect(
      page.getByText('This service ends on 2031-05-01'),
    ).toBeVisible();
    expect(await obstacles(page)).toEqual([]);
    await keepPicture(page, 'retired-service');
    await follow(page, `/remote-env/environments/${NAME}/services`);
    await expect(page.getByText('Ends 2031-05-01')).toBeVisible();
    await keepPicture(page, 'retired-in-list');
  });

  test('removes it', async () => {
    await page.getByRole('link', { name: 'Stock' }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Remove …' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Remove service' })
      .click();
    await expect(page.getByText('No service registered yet')).toBeVisible();
  });

  test('takes a folder by command, and again', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'remote-env-register-'));
    const write = (name: string, text: string) =>
      writeFileSync(path.join(folder, name), text);
    const register = async () => {
      const done = await remoteEnv<{ name: string; result: string }[]>(
        sharedInstallation(),
        'register',
        NAME,
        folder,
      );
      return done.map(({ name, result }) => ({ name, result }));
    };
    try {
      write('stock.yaml', OPENAPI);
      write('orders.yaml', OPENAPI.replace('title: Stock', 'title: Orders'));
      const both = (stock: string, orders: string) => [
        { name: 'Orders', result: orders },
        { name: 'Stock', result: stock },
      ];
      expect(await register()).toEqual(both('registered', 'registered'));
      expect(await register()).toEqual(both('unchanged', 'unchanged'));
      write('stock.yaml', OPENAPI.replace('Look an article up', 'Look it up'));
      expect(await register()).toEqual(both('replaced', 'unchanged'));

      write(
        'broken.yaml',
        OPENAPI.replace('title: Stock', 'title: Broken').replace(
          'in: path',
          'in: nowhere',
        ),
      );
      await expect(register()).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/broken\.yaml[^]*line \d+/),
      });
      await follow(page, `/remote-env/environments/${NAME}/services`);
      await expect(page.getByRole('link', { name: 'Orders' })).toBeVisible();
      await page.getByRole('link', { name: 'Stock' }).click();
      await expect(page.getByText('Look it up').first()).toBeVisible();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
