export const activityMessages = {
  title: 'Activity',
  description: 'What was done, and what the gateway saw. Newest first.',
  empty: 'Nothing has happened yet.',
  list: 'Activity, newest first',
  outcome: {
    success: 'Done',
    failure: 'Failed',
    refused: 'Refused',
  },
  certificate: 'certificate {{fingerprint}}',
  older: 'Show older',
} as const;
