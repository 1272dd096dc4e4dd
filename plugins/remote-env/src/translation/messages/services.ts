export const servicesMessages = {
  title: 'Services',
  description: 'APIs and event catalogs that remote environments registered.',
  searchPlaceholder: 'Name, provider or description',
  table: 'Services',
  kindAll: 'APIs and events',
  kind: {
    api: 'API',
    events: 'Events',
  },
  callsFail: 'Calls fail',
  column: {
    name: 'Name',
    environment: 'Environment',
    kinds: 'Offers',
    labels: 'Labels',
    provider: 'Provider',
    updated: 'Updated',
  },
  empty: {
    title: 'No service registered yet',
    description:
      'Connected systems register their APIs and event catalogs; they appear here as soon as they do.',
    inEnvironment:
      'Once the system is connected, it registers its APIs and event catalogs over its client certificate. They appear here as soon as it does.',
  },
} as const;
