/** Attribute types of RFC 4519 that we compare and write. */
export const SUBJECT_OIDS = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
} as const;
export type SubjectAttribute = keyof typeof SUBJECT_OIDS;
