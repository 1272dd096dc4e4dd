import { useEffect } from 'react';

/**
 * Tabs measure where to draw the line below the chosen one when they appear. In a dialog that grows on its way in that is
 * the wrong place for any but the first: they measure again when the window says so.
 */
export function useMeasuredTabs(): void {
  useEffect(() => {
    const measure = () => window.dispatchEvent(new Event('resize'));
    document.addEventListener('animationend', measure, { once: true });
    return () => document.removeEventListener('animationend', measure);
  }, []);
}
