export const healthMessages = {
  title: 'Health',
  description: 'Gateway, store and index of this portal.',
  refreshed: 'Refreshed {{time}}',
  notAllowed: 'Only admins see the health of the portal.',
  gateway: {
    title: 'Gateway',
    state: {
      starting: 'Starting',
      running: 'Running',
      restarting: 'Restarting',
      unreachable: 'Unreachable',
      external: 'Managed elsewhere',
    },
    pid: 'Process',
    version: 'Version',
    started: 'Started',
    restarts: 'Restarts',
    adopted: 'Adopted after a portal restart',
    yes: 'Yes',
    no: 'No',
    roles: 'Roles',
    viewAge: 'Age of its view of the store',
    seconds: '{{amount}} s',
    lastExit: 'Last exit',
  },
  store: {
    title: 'Resource store',
    state: {
      ok: 'Available',
      unavailable: 'Unavailable',
    },
  },
  index: {
    title: 'Index',
    state: {
      building: 'Being built',
      current: 'Current',
      behind: 'Behind',
    },
    objects: 'Objects',
    lastEvent: 'Last change',
  },
} as const;
