export const environmentMessages = {
  tab: {
    services: 'Services',
    connection: 'Connection',
    events: 'Events',
    activity: 'Activity',
  },
  notFound: {
    title: 'There is no remote environment "{{name}}"',
    description: 'It may have been deleted, or you may not see it.',
    back: 'All environments',
  },
  meta: {
    name: 'Name',
    state: 'State',
    owner: 'Owner',
    requestedBy: 'Requested by',
    lastSeen: 'Last seen',
  },
  banner: {
    requestedTitle: 'Waiting for approval',
    requestedAdmin:
      '{{who}} asked for this remote environment. Once approved, its system can be connected.',
    requestedOther:
      'An admin has to approve this request before the system can be connected.',
    someone: 'Somebody',
    rejectedTitle: 'Rejected by {{who}}',
    suspendedTitle: 'Suspended by {{who}}',
    suspendedDescription:
      'The gateway refuses this system: no calls, no events. Its certificates stay as they are.',
    deletingTitle: 'Being deleted',
    deletingDescription:
      'Services, bindings and subscriptions are being removed.',
    reason: 'Reason: {{reason}}',
    notConnectedTitle: 'Approved, not connected yet',
    notConnectedDescription:
      'Give the system a token URL, make its certificate in the browser, or have its own request signed.',
    connect: 'Connect the system',
  },
  approve: 'Approve',
  reject: 'Reject',
  suspend: 'Suspend',
  resume: 'Resume',
  approved: '{{name}} is approved',
  rejected: '{{name}} is rejected',
  suspended: '{{name}} is suspended',
  resumed: '{{name}} is back in service',
  rejectTitle: 'Reject {{name}}?',
  rejectDescription:
    'The requester reads the reason. You can still approve it later.',
  suspendTitle: 'Suspend {{name}}?',
  suspendDescription:
    'Within a second the gateway refuses every call and event of this system, on open connections too.',
  deleteTitle: 'Delete {{name}}?',
  deleteWhat:
    'This cannot be undone. With it go its registered services and their documents, every binding and subscription, and its client certificates stop working at once.',
  deleteServices_one: 'One registered service',
  deleteServices_other: '{{count}} registered services',
  deleteConfirm: 'Type {{name}} to confirm',
  deleted: 'Deleted {{name}}',
} as const;
