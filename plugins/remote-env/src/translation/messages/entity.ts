export const entityMessages = {
  card: {
    title: 'Remote environment',
    open: 'Open',
    openService: 'Open service',
    useIt: 'Use it',
    gone: 'The remote environment of this entity is gone.',
  },
} as const;
