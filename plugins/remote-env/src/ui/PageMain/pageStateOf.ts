/** State of a page that shows a list: what was read before stays on it, whatever fails later. */
export function pageStateOf(list: {
  items?: unknown;
  error: unknown;
}): 'loading' | 'ready' | 'failed' {
  if (list.items) {
    return 'ready';
  }
  return list.error ? 'failed' : 'loading';
}
