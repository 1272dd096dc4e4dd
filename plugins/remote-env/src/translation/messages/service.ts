export const serviceMessages = {
  tab: {
    api: 'API',
    events: 'Events',
    guides: 'Guides',
    use: 'Use it',
    details: 'Details',
  },
  notFound: {
    title: 'There is no such service',
    description: 'It may have been removed, or you may not see it.',
    back: 'All services',
  },
  meta: {
    environment: 'Environment',
    provider: 'Provider',
    offers: 'Offers',
    updated: 'Updated',
    lastCall: 'Last call',
  },
  callsFail: {
    title: 'Calls of this service fail',
    description: 'The last one: {{problem}}',
  },
  document: {
    none: 'The system registered no document for this.',
    tooLarge:
      'This document is large ({{size}}). Showing it may take your browser a while.',
    show: 'Show it anyway',
    unreadable: 'This document cannot be rendered',
    unreadableHint: 'Its source is shown below.',
    external_one:
      'One reference to another document was not followed: {{list}}',
    external_other:
      '{{count}} references to other documents were not followed: {{list}}',
    source: 'document source',
    download: 'Download document',
    readOnly:
      'You can read this API. Trying it out needs a permission that you do not have.',
    tryIt:
      'Requests go through this portal, which adds the system’s credentials. Your own session never reaches it.',
  },
  guide: {
    pages: 'Pages',
    imageBlocked: 'Image from {{host}}: show',
    imageMissing: 'Image without address',
  },
  eventTypes: {
    title: 'Event types',
    subscribe: 'Subscribe',
  },
  details: {
    title: 'Details',
    id: 'Id',
    name: 'Name',
    identifier: 'Identifier',
    provider: 'Provider',
    target: 'Target URL',
    gatewayPath: 'Path at the API proxy',
    authentication: 'Authentication',
    tokenUrl: 'Token URL',
    labels: 'Labels',
    registered: 'Registered',
    updated: 'Updated',
    documents: 'Documents',
    documentsDescription: 'As they were registered, byte for byte.',
    noDocuments: 'No documents.',
    role: {
      apiSpec: 'API specification',
      eventSpec: 'Event catalog',
      documentation: 'Documentation',
    },
    auth: {
      none: 'None',
      basic: 'User name and password, added by the gateway',
      oauth: 'OAuth 2 client credentials, added by the gateway',
      oauthWithCertificate:
        'OAuth 2 with client certificate, added by the gateway',
      certificateGen: 'Client certificate, used by the gateway',
    },
    remove: 'Remove service',
    removeTitle: 'Remove {{name}}?',
    removeDescription:
      'Its documents and bindings go with it. Lambdas that use it are refused at once.',
    removed: 'Removed {{name}}',
  },
} as const;
