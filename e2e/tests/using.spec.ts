import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { lookAt, OPPOSITE_LOOKS } from '../support/looks';
import { signIn } from '../support/people';
import { shopService } from '../support/shopService';

/** What runs the code of a language that is given as an argument. */
const COMMANDS = {
  curl: ['sh', '-c'],
  'Node.js': [process.execPath, '--input-type=module', '-e'],
  Python: ['python3', '-c'],
} as const;

test.describe('using an API and its document', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let serviceId: string;
  let address: string;

  test.beforeAll(async ({ browser }) => {
    page = await signIn(browser, 'Developer');
    serviceId = await shopService();
    address = `/remote-env/environments/shop/services/${serviceId}/api`;
  });

  async function openSample(): Promise<Locator> {
    await page.goto(address);
    await page.locator('#operations-stock-getStock button').first().click();
    const sample = page.getByRole('region', { name: 'Use it' });
    await expect(sample).toBeVisible();
    return sample;
  }

  test('the code of an operation runs with what a binding gives', async () => {
    const sample = await openSample();
    await expect(sample).toContainText('A binding gives the values of');
    await expect(sample).toContainText('Put your own in place of ARTICLE.');
    await lookAt(page, 'use-it', { looks: OPPOSITE_LOOKS });
    const binding = await remoteEnv<{ gatewayUrl: string; token: string }>(
      sharedInstallation(),
      ...['bind', 'shop', serviceId, '--consumer', 'tests/reader'],
    );
    for (const [language, command] of Object.entries(COMMANDS)) {
      await sample.getByRole('button', { name: language, exact: true }).click();
      const code = sample.getByRole('group', { name: `${language} sample` });
      const [program = '', ...args] = command;
      const text = await code.locator('code').innerText();
      const { stdout } = await promisify(execFile)(
        program,
        [...args, text.replace('ARTICLE', 'tea-pot')],
        {
          env: {
            PATH: process.env.PATH,
            GATEWAY_URL: binding.gatewayUrl,
            GATEWAY_TOKEN: binding.token,
          },
        },
      );
      expect(stdout, language).toContain('pieces');
    }
  });

  test('the language is remembered', async () => {
    const sample = await openSample();
    await expect(
      sample.getByRole('button', { name: 'Python', exact: true }),
    ).toHaveAttribute('aria-pressed', 'true');
  });

  test('the document can be had in another syntax', async () => {
    const save = async (name: string) => {
      await page.getByRole('button', { name: 'Download document' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name }).click();
      const file = await download;
      return {
        name: file.suggestedFilename(),
        text: readFileSync(await file.path(), 'utf8'),
      };
    };
    const json = await save('As JSON');
    const yaml = await save('As YAML');
    expect(json.name).toMatch(/-apiSpec\.json$/);
    expect(yaml.name).toMatch(/-apiSpec\.yaml$/);
    expect(JSON.parse(json.text)).toHaveProperty('openapi');
    expect(yaml.text).toContain('\n  /orders/{code}:\n    get:\n');
  });
});
