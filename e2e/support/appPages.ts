import type { Locator } from '@playwright/test';

/** A page of the app, in one of the states in which people meet it. */
export interface AppPage {
  /** Of its pictures. */
  name: string;
  /** As the source names its route; several addresses may have the same. */
  route: string;
  address: string;
  /** Of the browser's tab, without that of the app. */
  title: string;
  /** What is there once it is. @param main - main region of the page */
  shows: (main: Locator) => Locator;
}

/** Names of those that are opened when the portal cannot be reached, too: one of each route. */
export const LOADED_ANEW: readonly string[] = [
  'environments',
  'services',
  'approvals-none-found',
  'health',
  'security',
  'connection',
  'service-edit',
  'service-details',
];
/** Routes that show themselves without it: a form that is empty has nothing to load. */
export const NEEDS_NOTHING: readonly string[] = [':name/register'];

const text = (words: string | RegExp) => (main: Locator) =>
  main.getByText(words).first();
const heading = (name: string | RegExp) => (main: Locator) =>
  main.getByRole('heading', { name }).first();
const row = (name: RegExp) => (main: Locator) =>
  main.getByRole('row', { name }).first();

/** Everything that the app shows below its own routes. @param ids - of services: one with everything, one with nothing */
export function appPages(ids: { full: string; bare: string }): AppPage[] {
  return [
    ...ofThePortal(),
    ...ofEnvironments(),
    ...ofTheFull(ids.full),
    ...ofTheBare(ids.bare),
  ];
}

const BASE = '/remote-env';
const SHOP = `${BASE}/environments/shop`;
const BARE = `${BASE}/environments/bare-pages`;

function ofThePortal(): AppPage[] {
  return (
    [
      ['environments', '', 'Environments', row(/shop/)],
      ['environments', '?q=no-such', 'Environments', text(/Nothing matches/)],
      ['services', '', 'Services', row(/Orders/)],
      ['services', '?q=no-such-thing', 'Services', text(/Nothing matches/)],
      ['approvals', '?q=no-such-thing', 'Approvals', text(/Nothing/)],
      ['health', '', 'Health', heading('Gateway')],
      ['security', '', 'Security', heading('Over time')],
    ] as const
  ).map(([route, query, title, shows]) => ({
    name: query ? `${route}-none-found` : route,
    route,
    address: `${BASE}/${route}${query}`,
    title,
    shows,
  }));
}

function ofEnvironments(): AppPage[] {
  const tabs = (
    [
      ['environment', SHOP, '', 'Services · shop', row(/Orders/)],
      ['services', BARE, '/services', 'Services · bare-pages', row(/Bare/)],
      [
        'services-none-found',
        BARE,
        '/services?q=no-such-thing',
        'Services · bare-pages',
        text(/Nothing matches/),
      ],
      [
        'connection',
        SHOP,
        '/connection',
        'Connection · shop',
        heading(/certificates/i),
      ],
      [
        'connection',
        BARE,
        '/connection',
        'Connection · bare-pages',
        heading(/certificates/i),
      ],
      [
        'environment-events',
        SHOP,
        '/events',
        'Events · shop',
        heading(/subscriptions/i),
      ],
      [
        'environment-events',
        BARE,
        '/events',
        'Events · bare-pages',
        heading(/subscriptions/i),
      ],
      [
        'activity',
        SHOP,
        '/activity',
        'Activity · shop',
        text(/^Service (called|registered)/),
      ],
      [
        'activity',
        BARE,
        '/activity',
        'Activity · bare-pages',
        text(/Connection approved/),
      ],
    ] as const
  ).map(([name, of, path, title, shows]) => ({
    name: of === BARE ? `bare-${name}` : name,
    route: ':name/*',
    address: `${of}${path}`,
    title,
    shows,
  }));
  return [
    ...tabs,
    {
      name: 'environment-unknown',
      route: ':name/*',
      address: `${BASE}/environments/nobody-knows`,
      title: 'nobody-knows',
      shows: text(/There is no remote environment/),
    },
    {
      name: 'service-register',
      route: ':name/register',
      address: `${SHOP}/register`,
      title: 'Register a service · shop',
      shows: text(/How the API is called/),
    },
  ];
}

function ofTheFull(id: string): AppPage[] {
  const tabs = (
    [
      ['api', 'API', text('/stock/{article}')],
      ['events', 'Events', text('A customer placed an order')],
      ['guides', 'Guides', heading('Getting started with orders')],
      [
        'use',
        'Use it',
        (main: Locator) => main.getByRole('textbox', { name: 'Consumer' }),
      ],
      ['versions', 'Versions', heading('API specification')],
      [
        'quality',
        'Quality',
        (main: Locator) => main.getByRole('meter').first(),
      ],
      ['details', 'Details', text(id)],
    ] as const
  ).map(([tab, part, shows]) => ({
    name: `service-${tab}`,
    route: ':name/services/:serviceId/*',
    address: `${SHOP}/services/${id}/${tab}`,
    title: `${part} · Orders`,
    shows,
  }));
  return [
    ...tabs,
    {
      name: 'service-edit',
      route: ':name/services/:serviceId/edit',
      address: `${SHOP}/services/${id}/edit`,
      title: 'Edit Orders',
      shows: text(/How the API is called/),
    },
    {
      name: 'service-unknown',
      route: ':name/services/:serviceId/*',
      address: `${SHOP}/services/00000000-0000-4000-8000-000000000000`,
      title: 'shop',
      shows: text(/There is no service|not found|no such/i),
    },
  ];
}

function ofTheBare(id: string): AppPage[] {
  return (
    [
      ['use', 'Use it'],
      ['details', 'Details'],
    ] as const
  ).map(([tab, part]) => ({
    name: `bare-service-${tab}`,
    route: ':name/services/:serviceId/*',
    address: `${BARE}/services/${id}/${tab}`,
    title: `${part} · Bare`,
    shows: heading('Bare'),
  }));
}

/** Pages that the app has from others, with words that are there once they are. */
export const FOREIGN_PAGES: readonly { address: string; shows: RegExp }[] = [
  { address: '/', shows: /Remote environments/ },
  { address: '/catalog', shows: /shop/i },
  { address: '/api-docs', shows: /Orders/ },
  { address: '/search?query=orders', shows: /Orders/ },
  { address: '/settings', shows: /Profile|Settings/ },
  { address: '/notifications', shows: /^Unread notifications \(\d+\)$/ },
];
