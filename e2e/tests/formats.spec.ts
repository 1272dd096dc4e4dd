import { expect, test } from '@playwright/test';
import { FORMAT_SAMPLES } from '../support/formatSamples';
import { expectToBeUsable, lookAt } from '../support/looks';
import { callPortal, follow, keepPicture, signIn } from '../support/people';

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

  test('are shown as they can be read', async ({ browser }) => {
    const page = await signIn(browser, 'Admin');
    const service = `/remote-env/environments/shop/services/${id}`;

    // A link to one type opens it, and its links lead on.
    await page.goto(`${service}/api#type/com.example.warehouse.Article`);
    await expect(page.getByText('As it is printed on the box')).toBeVisible();
    await lookAt(page, 'odata-type');
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
    await expect(page.getByText('com.example.warehouse.Stock')).toHaveCount(0);
    await lookAt(page, 'odata-found');

    await page.getByRole('button', { name: 'Show as registered' }).click();
    await expect(page.getByText('<edmx:DataServices>')).toBeVisible();

    await follow(page, `${service}/events`);
    await expect(
      page.getByText(/^Converted from AsyncAPI 1\.2\.0/),
    ).toBeVisible();
    await expect(
      page.getByText('Somebody counted a shelf').first(),
    ).toBeVisible();
    await expect(
      page.getByText('warehouse.stock.counted').first(),
    ).toBeVisible();
    await lookAt(page, 'asyncapi-1');
    await page.getByRole('button', { name: 'Show as registered' }).click();
    await expect(page.getByText('"baseTopic"')).toBeVisible();
    await page.context().close();
  });
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
        const title = `Parcels, ${name}`;
        const created = await callPortal('Admin', 'POST', services, {
          provider: 'Acme',
          name: title,
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
        await follow(page, `${service}/${part}`);
        await expect(page).toHaveTitle(new RegExp(`· ${title} \\|`));
        await expect(
          page.locator('main').getByText(shows).first(),
        ).toBeVisible();
        await expectToBeUsable(page, name);
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
