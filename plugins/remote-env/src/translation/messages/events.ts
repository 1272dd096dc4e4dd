export const eventsMessages = {
  subscriptions: {
    title: 'Subscriptions',
    description: 'Who gets which events of this system.',
    table: 'Subscriptions',
    add: 'Subscribe',
    empty: 'Nobody has subscribed to its events yet.',
    column: {
      consumer: 'Consumer',
      types: 'Event types',
      sink: 'Sink',
      state: 'State',
      backlog: 'Backlog',
    },
    state: {
      active: 'Active',
      ended: 'Ended',
    },
    pending: '{{amount}} waiting',
    inFlight: '{{amount}} in flight',
    deadLetters_one: 'One not delivered',
    deadLetters_other: '{{count}} not delivered',
    removeTitle: 'End this subscription?',
    removeDescription:
      'No more events go to {{sink}}. What is waiting is dropped.',
    remove: 'End subscription',
    removed: 'The subscription has ended',
  },
  form: {
    title: 'Subscribe to events of {{name}}',
    consumer: 'Consumer',
    consumerDescription: 'namespace/name, e.g. orders/order-lambda.',
    consumerProblem:
      'Write namespace/name with lower-case letters, digits and dashes',
    types: 'Event types',
    typesDescription:
      'One a line: type, or type:version, e.g. order.created:v1.',
    typesProblem: 'Name at least one event type, 100 at most',
    known: 'Types that this service names',
    sink: 'Sink',
    sinkDescription:
      'Where events are delivered by POST: an https URL, or namespace/service:port in the cluster.',
    submit: 'Subscribe',
    created: 'Subscribed {{consumer}}',
  },
  send: {
    button: 'Send a test event',
    title: 'Send a test event',
    description:
      'Goes through the gateway as if {{name}} had sent it, to every subscriber.',
    type: 'Event type',
    version: 'Version',
    data: 'Data (JSON)',
    dataProblem: 'This is not JSON: {{problem}}',
    submit: 'Send',
    sent: 'Event {{id}} was accepted',
    duplicate: 'Event {{id}} had been accepted before',
  },
  deadLetters: {
    title: 'Events that could not be delivered',
    empty: 'None left.',
    attempts_one: 'one try',
    attempts_other: '{{count}} tries',
    replay: 'Deliver again',
    replayed: 'The event is on its way again',
    data: 'event data',
  },
} as const;
