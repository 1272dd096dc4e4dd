export const qualityMessages = {
  title: 'Quality: {{document}}',
  description:
    'What the rules for documents of this kind find. It is advice: nothing is refused for it.',
  none: 'This service has no document that could be checked',
  noRules: 'There are no rules for {{format}} documents',
  noRulesHint:
    'OpenAPI, Swagger 2.0 and AsyncAPI 2 and 3 are checked. This document has no score, which says nothing about it.',
  pending: 'The portal is checking this document',
  pendingHint: 'It was registered a moment ago. The findings appear here.',
  failed: 'This document could not be checked',
  failedBecause: 'It {{reason}}.',
  score: 'Score',
  scoreText: '{{score}} of 100, {{grade}}',
  grade: {
    good: 'good',
    fair: 'fair',
    poor: 'poor',
  },
  how: 'How the score is made',
  howText_one:
    'An error weighs 5, a warning 1, a hint 0.2; a rule counts at most once for each operation or channel. With d the sum divided by the number of operations (this document has one; 5 at least), the score is 100 / (1 + d / 2).',
  howText_other:
    'An error weighs 5, a warning 1, a hint 0.2; a rule counts at most once for each operation or channel. With d the sum divided by the number of operations ({{count}} in this document; 5 at least), the score is 100 / (1 + d / 2).',
  noExamples:
    'Examples and default values were not held against their schemas: the document is too large for that, or it takes too long.',
  noFindings: 'No findings',
  noFindingsHint: 'Every rule is kept.',
  errors_one: '1 error',
  errors_other: '{{count}} errors',
  warnings_one: '1 warning',
  warnings_other: '{{count}} warnings',
  infos_one: '1 hint',
  infos_other: '{{count}} hints',
  severity: {
    error: 'Error',
    warning: 'Warning',
    info: 'Hint',
  },
  findings_one: '1 finding',
  findings_other: '{{count}} findings',
  more_one: 'and one more',
  more_other: 'and {{count}} more',
  about: 'About this rule',
  aboutRule: 'About the rule {{rule}}',
  line: 'line {{line}}',
  wholeDocument: 'the whole document',
} as const;
