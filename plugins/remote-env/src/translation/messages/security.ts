export const securityMessages = {
  title: 'Security',
  description:
    'Who was turned away at the edge, and what they tried. Alike ones of a minute are one entry.',
  kindAll: 'All kinds',
  kind: {
    'bad-certificate': 'Bad certificate',
    'foreign-certificate': 'Foreign certificate',
    'token-guess': 'Token guess',
    'forged-header': 'Forged header',
    'refused-ingress': 'Refused ingress',
  },
  period: {
    label: 'Period',
    hour: 'Last hour',
    day: 'Last 24 hours',
    week: 'Last 7 days',
    month: 'Last 30 days',
  },
  filter: {
    kind: 'Kind',
    environment: 'Remote environment',
    environmentPlaceholder: 'Remote environment, whole name',
    address: 'Address',
    addressPlaceholder: 'Address, or 192.0.2.',
  },
  counts: {
    title: 'Over time',
    none: '{{kind}}: none',
    some: '{{kind}}: {{total}}, at most {{most}} at once, last {{last}}',
    most: {
      minute: 'The highest bar is {{amount}} in a minute.',
      hour: 'The highest bar is {{amount}} in an hour.',
      day: 'The highest bar is {{amount}} in a day.',
    },
    bar: '{{time}}: {{amount}}',
  },
  list: 'Security events',
  column: {
    what: 'What',
    count: 'Times',
    address: 'From',
    environment: 'Environment',
    certificate: 'Certificate',
    time: 'Last',
  },
  unknownAddress: 'Unknown',
  empty: {
    title: 'Nothing of concern',
    description:
      'Nobody showed a bad or foreign certificate, guessed a token or forged a header in this time.',
  },
} as const;
