import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { CHANGES_CHANNEL } from '@remote-env/plugin-remote-env-common';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

const POLL_WITH_SIGNALS_MS = 30_000;
const POLL_ALONE_MS = 10_000;

/** How long signals are gathered before the pages read again: one change often brings several. */
const GATHER_MS = 150;

/** Signals may be missing in an app, or their socket may be down: polling goes on, only more slowly. */
export function usePollInterval(): number {
  const hasSignals = useApiHolder().get(signalApiRef) !== undefined;
  return hasSignals ? POLL_WITH_SIGNALS_MS : POLL_ALONE_MS;
}

/** Makes every page below read again when the back end signals a change. */
export function useLiveUpdates(rootKey: string): void {
  const signals = useApiHolder().get(signalApiRef);
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!signals) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const subscription = signals.subscribe(CHANGES_CHANNEL, () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        queryClient.invalidateQueries({ queryKey: [rootKey] });
      }, GATHER_MS);
    });
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  }, [signals, queryClient, rootKey]);
}
