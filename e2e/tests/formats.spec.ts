import { expect, test } from '@playwright/test';
import { FORMAT_SAMPLES } from '../support/formatSamples';
import { sharedInstallation } from '../support/installation';
import { obstacles } from '../support/obstacles';
import { callPortal, keepPicture, signIn } from '../support/people';

const METADATA = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="com.example.warehouse" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="Article">
        <Key><PropertyRef Name="Number"/></Key>
        <Property Name="Number" Type="Edm.String" Nullable="false" MaxLength="18">
          <Annotation Term="Org.OData.Core.V1.Description" String="As it is printed on the box"/>
        </Property>
        <Property Name="Weight" Type="Edm.Decimal" Precision="13" Scale="3"/>
        <Property Name="State" Type="com.example.warehouse.ArticleState"/>
        <NavigationProperty Name="Stocks" Type="Collection(com.example.warehouse.Stock)"/>
      </EntityType>
      <EntityType Name="Stock">
        <Key><PropertyRef Name="Number"/><PropertyRef Name="Place"/></Key>
        <Property Name="Number" Type="Edm.String" Nullable="false"/>
        <Property Name="Place" Type="Edm.String" Nullable="false"/>
        <Property Name="Pieces" Type="Edm.Int32"/>
      </EntityType>
      <EnumType Name="ArticleState"><Member Name="Active" Value="0"/><Member Name="Retired" Value="1"/></EnumType>
      <Action Name="Count" IsBound="true">
        <Parameter Name="stock" Type="com.example.warehouse.Stock"/>
        <Parameter Name="Pieces" Type="Edm.Int32" Nullable="false"/>
      </Action>
      <EntityContainer Name="Container">
        <EntitySet Name="Articles" EntityType="com.example.warehouse.Article">
          <Annotation Term="Org.OData.Core.V1.Description" String="Everything that can lie on a shelf"/>
        </EntitySet>
        <EntitySet Name="Stocks" EntityType="com.example.warehouse.Stock"/>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;

const EVENTS = {
  asyncapi: '1.2.0',
  info: { title: 'Warehouse events', version: '1' },
  baseTopic: 'warehouse',
  topics: {
    'stock.counted.v1': {
      publish: {
        summary: 'Somebody counted a shelf',
        payload: { type: 'object', properties: { place: { type: 'string' } } },
      },
    },
  },
};

const LOOKS = [
  { name: 'wide-light', colorScheme: 'light', width: 1280, height: 900 },
  { name: 'narrow-dark', colorScheme: 'dark', width: 400, height: 850 },
  { name: 'wide-dark', colorScheme: 'dark', width: 1280, height: 900 },
  { name: 'narrow-light', colorScheme: 'light', width: 400, height: 850 },
] as const;

test.describe('documents in older formats', () => {
  const services = '/v1/environments/shop/services';
  let id = '';

  test.beforeAll(async () => {
    const created = await callPortal('Admin', 'POST', services, {
      provider: 'Acme',
      name: 'Warehouse',
      description: 'What lies where',
      api: { targetUrl: 'https://warehouse.example/odata', spec: METADATA },
      events: { spec: EVENTS },
    });
    expect(created.status, created.body).toBe(201);
    id = JSON.parse(created.body).id;
  });

  test.afterAll(() => callPortal('Admin', 'DELETE', `${services}/${id}`));

  for (const look of LOOKS) {
    test(`are shown as they can be read: ${look.name}`, async ({ browser }) => {
      const page = await signIn(browser, 'Admin', sharedInstallation(), {
        colorScheme: look.colorScheme,
        viewport: { width: look.width, height: look.height },
      });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const service = `/remote-env/environments/shop/services/${id}`;
      const judge = async (name: string) => {
        await keepPicture(page, `${name}-${look.name}`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect
          .soft(overflow, `${name}: pixels beyond the edge`)
          .toBeLessThan(1);
        expect.soft(await obstacles(page), name).toEqual([]);
      };

      // A link to one type opens it, and its links lead on.
      await page.goto(`${service}/api#type/com.example.warehouse.Article`);
      await expect(page.getByText('As it is printed on the box')).toBeVisible();
      await judge('odata-type');
      await page.getByRole('link', { name: 'ArticleState' }).click();
      await expect(page.getByText('Retired')).toBeVisible();
      expect(new URL(page.url()).hash).toBe(
        '#type/com.example.warehouse.ArticleState',
      );

      await page
        .getByRole('searchbox', { name: /Filter entity sets/ })
        .fill('shelf');
      await expect(
        page.getByText('Everything that can lie on a shelf'),
      ).toBeVisible();
      await expect(page.getByText('com.example.warehouse.Stock')).toHaveCount(
        0,
      );
      await judge('odata-found');

      await page.getByRole('button', { name: 'Show as registered' }).click();
      await expect(page.getByText('<edmx:DataServices>')).toBeVisible();

      await page.goto(`${service}/events`);
      await expect(
        page.getByText(/^Converted from AsyncAPI 1\.2\.0/),
      ).toBeVisible();
      await expect(
        page.getByText('Somebody counted a shelf').first(),
      ).toBeVisible();
      await expect(
        page.getByText('warehouse.stock.counted').first(),
      ).toBeVisible();
      await judge('asyncapi-1');
      await page.getByRole('button', { name: 'Show as registered' }).click();
      await expect(page.getByText('"baseTopic"')).toBeVisible();
      await page.context().close();
    });
  }
});

test.describe('a document of each format', () => {
  const services = '/v1/environments/shop/services';
  const ids: string[] = [];

  test.afterAll(async () => {
    for (const id of ids) {
      await callPortal('Admin', 'DELETE', `${services}/${id}`);
    }
  });

  test('is registered, told by its content and shown', async ({ browser }) => {
    test.setTimeout(240_000);
    const page = await signIn(browser, 'Admin');
    for (const { name, part, spec, shows } of FORMAT_SAMPLES) {
      await test.step(name, async () => {
        const created = await callPortal('Admin', 'POST', services, {
          provider: 'Acme',
          name: `Parcels, ${name}`,
          description: 'Where they are',
          [part]: {
            spec,
            ...(part === 'api' && { targetUrl: 'https://post.example/api' }),
          },
        });
        expect(created.status, created.body).toBe(201);
        const { id } = JSON.parse(created.body);
        ids.push(id);
        const service = `/remote-env/environments/shop/services/${id}`;
        await page.goto(`${service}/${part}`);
        await expect(
          page.locator('main').getByText(shows).first(),
        ).toBeVisible();
        expect.soft(await obstacles(page), name).toEqual([]);
        await keepPicture(page, `format-${name.replaceAll(/\W+/g, '-')}`);
        const raw = page.getByRole('button', { name: 'Show as registered' });
        if (name.startsWith('OData') || name === 'AsyncAPI 1') {
          await raw.click();
          await expect(page.locator('main')).toContainText(
            typeof spec === 'string' ? 'DataServices' : '"',
          );
        } else {
          await expect(raw).toHaveCount(0);
        }
      });
    }
    await page.context().close();
  });
});
