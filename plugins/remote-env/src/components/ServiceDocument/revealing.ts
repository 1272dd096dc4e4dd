/** For so long a renderer may take to have drawn what is to be shown. */
const PATIENCE_MS = 15_000;

/**
 * Waits until something is drawn below an element, and then scrolls to it.
 *
 * @param find - undefined while it is not there
 * @returns what gives it up
 */
export function reveal(
  root: HTMLElement,
  find: (root: HTMLElement) => HTMLElement | undefined,
): () => void {
  const look = () => {
    const found = find(root);
    if (found) {
      stop();
      found.scrollIntoView({ block: 'start' });
    }
  };
  const observer = new MutationObserver(look);
  const timer = setTimeout(() => stop(), PATIENCE_MS);
  function stop() {
    observer.disconnect();
    clearTimeout(timer);
  }
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

/** A channel that the view of events has drawn. @param address - of the channel */
export function findChannel(
  root: HTMLElement,
  address: string,
): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>('h3 span')].find(
    ({ textContent }) => textContent?.trim() === address,
  );
}
