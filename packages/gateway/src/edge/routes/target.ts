/** Longest request target that is taken, in characters. */
export const MAX_TARGET_LENGTH = 8192;

/** What a request asks for, taken apart but not changed: the path goes on to the portal exactly as it came. */
export interface Target {
  /** Without the query. */
  path: string;
  /** With its `?`, or empty. May hold a token: never logged. */
  query: string;
  /** Of the path, as sent. */
  segments: string[];
}

export type TargetProblem = { status: 400 | 414; text: string };

/** Nothing that another parser could take for a separator or a step upwards. */
function isPlainSegment(segment: string): boolean {
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    return false;
  }
  return decoded !== '.' && decoded !== '..' && !/[/\\\p{Cc}]/u.test(decoded);
}

/** @param url - the request target as Node gives it */
export function parseTarget(url: string): Target | TargetProblem {
  if (url.length > MAX_TARGET_LENGTH) {
    return { status: 414, text: 'Request URL is too long.' };
  }
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const segments = path.split('/').slice(1);
  if (
    !path.startsWith('/') ||
    path.includes('#') ||
    !segments.every(isPlainSegment)
  ) {
    return { status: 400, text: 'Request path is malformed.' };
  }
  return { path, query: mark < 0 ? '' : url.slice(mark), segments };
}
