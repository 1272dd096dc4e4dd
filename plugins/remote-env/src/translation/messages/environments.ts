export const environmentsMessages = {
  title: 'Environments',
  description:
    'External systems that are connected to this portal, or want to be.',
  request: 'Request a remote environment',
  searchPlaceholder: 'Name, title or description',
  table: 'Remote environments',
  column: {
    name: 'Name',
    state: 'State',
    owner: 'Owner',
    services: 'Services',
    lastSeen: 'Last seen',
  },
  neverSeen: 'Never',
  empty: {
    title: 'No remote environment yet',
    description:
      'A remote environment stands for one external system, such as a shop or an ERP. Once it is approved, the system gets a client certificate, registers its APIs and events here, and your lambdas can use them.',
  },
  pending_one: 'One request is waiting for approval',
  pending_other: '{{count}} requests are waiting for approval',
  showPending: 'Show',
  state: {
    requested: 'Waiting for approval',
    approved: 'Approved',
    connected: 'Connected',
    rejected: 'Rejected',
    suspended: 'Suspended',
    retired: 'Retired',
    deleting: 'Being deleted',
  },
  form: {
    createTitle: 'Request a remote environment',
    createIntro:
      'An admin approves the request. Then the system can be connected.',
    editTitle: 'Edit {{name}}',
    name: 'Name',
    nameDescription:
      'Part of the addresses that the system calls; cannot be changed later.',
    displayName: 'Display name',
    displayNameDescription: 'What people read, e.g. "Online shop".',
    descriptionLabel: 'Description',
    labels: 'Labels',
    labelsDescription: 'One key=value a line.',
    owner: 'Owner',
    ownerDescription: 'A user or group, e.g. group:default/orders.',
    submit: 'Request',
    save: 'Save',
    created: 'Requested {{name}}',
    saved: 'Saved {{name}}',
    ownerProblem: 'Write it as kind:namespace/name, e.g. group:default/orders',
    nameProblem: {
      shape:
        'Use 1 to 36 lower-case letters, digits and dashes; begin and end with a letter or digit',
      reserved: '"{{name}}" is reserved',
    },
    labelProblem: {
      shape: 'Line {{line}}: write key=value',
      key: 'Line {{line}}: keys have letters, digits, dashes, dots, slashes and underscores, 63 at most',
      value: 'Line {{line}}: the value is too long',
      duplicate: 'Line {{line}}: this key was used before',
    },
  },
} as const;
