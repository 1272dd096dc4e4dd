/** A page of the app, in the states in which people meet it. */
export interface AppPage {
  /** As the source names its route; several addresses may have the same. */
  route: string;
  address: string;
  /** Words that are there once it is. */
  shows: RegExp;
  /** Whether it says so when the portal cannot be reached; a form that is empty has nothing to load. */
  fails?: boolean;
}

/** Everything that the app shows below its own routes. @param ids - of services: one with everything, one with nothing */
export function appPages(ids: { full: string; bare: string }): AppPage[] {
  const base = '/remote-env';
  const shop = `${base}/environments/shop`;
  const bare = `${base}/environments/bare-pages`;
  const full = `${shop}/services/${ids.full}`;
  const empty = `${bare}/services/${ids.bare}`;
  const page = (
    route: string,
    address: string,
    shows: RegExp,
    fails = true,
  ): AppPage => ({ route, address, shows, fails });
  return [
    page('environments', `${base}/environments`, /Sample web shop|shop/),
    page('environments', `${base}/environments?q=no-such`, /Nothing matches/),
    page('services', `${base}/services`, /Orders/),
    page('services', `${base}/services?q=no-such-thing`, /Nothing matches/),
    page('approvals', `${base}/approvals?q=no-such-thing`, /Nothing/),
    page('health', `${base}/health`, /Gateway/),
    page('security', `${base}/security`, /Over time/),

    page(':name/*', `${shop}/services`, /Orders/),
    page(':name/*', `${bare}/services`, /Bare/),
    page(':name/*', `${bare}/services?q=no-such-thing`, /Nothing matches/),
    page(':name/*', `${shop}/connection`, /Client certificates/),
    page(':name/*', `${bare}/connection`, /Client certificates/),
    page(':name/*', `${shop}/events`, /Subscriptions/i),
    page(':name/*', `${bare}/events`, /Subscriptions/i),
    page(':name/*', `${shop}/activity`, /Service/),
    page(':name/*', `${bare}/activity`, /Connection approved/),
    page(':name/*', `${base}/environments/nobody`, /no remote environment/),

    page(':name/register', `${shop}/register`, /How the API is called/, false),
    page(
      ':name/services/:serviceId/edit',
      `${full}/edit`,
      /How the API is called/,
    ),
    ...['api', 'events', 'guides', 'use', 'versions', 'quality', 'details'].map(
      tab => page(':name/services/:serviceId/*', `${full}/${tab}`, /Orders/),
    ),
    page(':name/services/:serviceId/*', `${empty}/use`, /Bare/),
    page(':name/services/:serviceId/*', `${empty}/details`, /Bare/),
    page(
      ':name/services/:serviceId/*',
      `${shop}/services/00000000-0000-4000-8000-000000000000`,
      /There is no service|not found|no such/i,
    ),
  ];
}

/** Pages that the app has from others. */
export const FOREIGN_PAGES: readonly AppPage[] = [
  { route: '/', address: '/', shows: /Remote environments/ },
  { route: '/catalog', address: '/catalog', shows: /shop/i },
  { route: '/api-docs', address: '/api-docs', shows: /Orders/ },
  { route: '/search', address: '/search?query=orders', shows: /Orders/ },
  { route: '/settings', address: '/settings', shows: /Profile|Settings/ },
  {
    route: '/notifications',
    address: '/notifications',
    shows: /Notifications/,
  },
];
