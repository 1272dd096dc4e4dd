/** How a system gets its first certificate. */
export const WAYS = ['token', 'browser', 'upload'] as const;
export type Way = (typeof WAYS)[number];

export function isWay(text: string): text is Way {
  return WAYS.some(way => way === text);
}
