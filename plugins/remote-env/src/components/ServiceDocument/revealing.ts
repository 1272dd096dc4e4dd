/** For so long a renderer may take to have drawn what is to be shown. */
const PATIENCE_MS = 15_000;

/** By these a reader goes on to something else. */
const GOES_ON = ['keydown', 'pointerdown', 'wheel'] as const;

/**
 * Waits until something is drawn below an element, and then scrolls to it and gives it the focus, so that whoever reads by
 * ear or goes on with the keyboard is there, too. Renderers may draw it once more: then that one is meant, until the reader
 * goes on.
 *
 * @param find - undefined while it is not there
 * @returns what gives it up
 */
export function reveal(
  root: HTMLElement,
  find: (root: HTMLElement) => HTMLElement | undefined,
): () => void {
  let shown: HTMLElement | undefined;
  const look = () => {
    if (shown?.isConnected) {
      return;
    }
    shown = find(root);
    if (shown) {
      shown.scrollIntoView({ block: 'start' });
      if (shown.tabIndex < 0) {
        shown.tabIndex = -1;
      }
      shown.focus({ preventScroll: true });
    }
  };
  const observer = new MutationObserver(look);
  const timer = setTimeout(() => stop(), PATIENCE_MS);
  function stop() {
    observer.disconnect();
    clearTimeout(timer);
    GOES_ON.forEach(event => window.removeEventListener(event, stop));
  }
  GOES_ON.forEach(event => window.addEventListener(event, stop));
  observer.observe(root, { childList: true, subtree: true });
  look();
  return stop;
}

/** An operation that Swagger UI has drawn, opened. @param anchor - as outlines have it: `GET /orders` */
export function findOperation(
  root: HTMLElement,
  anchor: string,
): HTMLElement | undefined {
  for (const block of root.querySelectorAll<HTMLElement>('.opblock')) {
    const method = block.querySelector('.opblock-summary-method');
    const path = block.querySelector<HTMLElement>('[data-path]');
    if (`${method?.textContent} ${path?.dataset.path}` === anchor) {
      if (!block.classList.contains('is-open')) {
        block.querySelector<HTMLElement>('.opblock-summary-control')?.click();
      }
      return block;
    }
  }
  return undefined;
}

/** The heading of a channel in the view of events. @param isMeant - whether this is its address */
export function findChannel(
  root: HTMLElement,
  isMeant: (address: string) => boolean,
): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>('h3, h4')].find(heading =>
    [...heading.querySelectorAll('span')].some(({ textContent }) =>
      isMeant(textContent?.trim() ?? ''),
    ),
  );
}
