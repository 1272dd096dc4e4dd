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
  callsFail: 'Calls of its services fail',
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
    progressTitle: '{{given}} of {{required}} approvals',
    progressApproved:
      'Approved by {{who}}. Another admin has to approve it, too.',
    progressOwn: 'You approved it. Another admin has to approve it, too.',
    retiredTitle: 'Retired by {{who}}',
    retiredDescription:
      'The gateway refuses this system for good. What is left to do is to delete it.',
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
  retire: 'Retire',
  approved: '{{name}} is approved',
  rejected: '{{name}} is rejected',
  suspended: '{{name}} is suspended',
  approvalGiven: '{{name}} has {{given}} of {{required}} approvals',
  retired: '{{name}} is retired',
  resumed: '{{name}} is back in service',
  rejectTitle: 'Reject {{name}}?',
  rejectDescription:
    'The requester reads the reason. You can still approve it later.',
  suspendTitle: 'Suspend {{name}}?',
  suspendDescription:
    'Within a second the gateway refuses every call and event of this system, on open connections too.',
  retireTitle: 'Retire {{name}}?',
  retireDescription:
    'Within a second the gateway refuses every call and event of this system, for good: nobody can resume it. Its history stays until it is deleted.',
  deleteTitle: 'Delete {{name}}?',
  deleteWhat:
    'This cannot be undone. With it go its registered services and their documents, every binding and subscription, and its client certificates stop working at once.',
  deleteBelongings: 'What goes with it',
  deleteCounting: 'Counting …',
  deleteServices_one: 'One registered service',
  deleteServices_other: '{{count}} registered services',
  deleteCertificates_one: 'One valid certificate',
  deleteCertificates_other: '{{count}} valid certificates',
  deleteBindings_one: 'One binding',
  deleteBindings_other: '{{count}} bindings',
  deleteSubscriptions_one: 'One subscription',
  deleteSubscriptions_other: '{{count}} subscriptions',
  deleteNothing: 'Nothing belongs to it yet.',
  decisions: {
    title: 'Decisions',
    description:
      'Everything that was decided on this connection. Newest first.',
    empty: 'Nobody has decided yet.',
    list: 'Decisions, newest first',
    verdict: {
      approved: 'Approved',
      rejected: 'Rejected',
      suspended: 'Suspended',
      retired: 'Retired',
    },
    progress: '{{given}} of {{required}} approvals',
    automatic: 'Approved automatically',
    byRules: 'the rules for approvals',
  },
  deleteConfirm: 'Type {{name}} to confirm',
  deleted: 'Deleted {{name}}',
} as const;
