export const useItMessages = {
  bind: {
    title: 'Call it from a lambda',
    description:
      'A binding lets one consumer call this service through the API proxy. The proxy adds the system’s credentials.',
    consumer: 'Consumer',
    submit: 'Bind',
    notAllowed:
      'Only owners of this remote environment and admins bind consumers.',
    createdTitle: 'Binding for {{consumer}}',
    shownOnce:
      'The token is shown only now. Keep it in a secret of the consumer.',
    gatewayUrl: 'Gateway URL',
    token: 'Binding token',
    samples: 'How to call it',
    sample: '{{language}} sample',
    language: {
      curl: 'curl',
      node: 'Node.js',
      python: 'Python',
      java: 'Java',
    },
  },
  call: {
    title: 'Use it',
    language: 'Language',
    variables: 'A binding gives the values of {{url}} and {{token}}.',
    unbound:
      'A binding gives the values of {{url}} and {{token}}. No consumer is bound to this service yet.',
    bind: 'Bind one',
    bindings: 'Bindings of this service',
    placeholders: 'Put your own in place of {{list}}.',
  },
  bindings: {
    title: 'Bindings',
    description: 'Consumers that may call this service.',
    table: 'Bindings',
    empty: 'No consumer is bound to this service yet.',
    column: {
      consumer: 'Consumer',
      createdBy: 'Bound by',
      created: 'Since',
    },
    removeTitle: 'Remove the binding of {{consumer}}?',
    removeDescription:
      'Within a second the API proxy refuses its calls to this service.',
    remove: 'Remove binding',
    removed: 'The binding is removed',
  },
  subscribe: {
    title: 'Get its events',
    description:
      'A subscription delivers events of the system to a sink of yours.',
    notAllowed:
      'Only owners of this remote environment and admins subscribe consumers.',
  },
} as const;
