import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageOf, remoteEnvApiRef, type RemoteEnvApi } from '../apis';
import { LIVE } from './useLiveQuery';

const TOAST_MS = 6_000;

interface ActionOptions<TResult, TInput> {
  /** Toast after success. */
  done?: (result: TResult, input: TInput) => string;
  /** Toast after failure; leave it out where the error is shown in place. */
  failed?: string;
  onDone?: (result: TResult, input: TInput) => void;
}

/** Changes something through the portal; every page reads again afterwards. */
export function useAction<TResult, TInput = void>(
  act: (api: RemoteEnvApi, input: TInput) => Promise<TResult>,
  options: ActionOptions<TResult, TInput> = {},
) {
  const api = useApi(remoteEnvApiRef);
  const toasts = useApi(toastApiRef);
  const queryClient = useQueryClient();
  return useMutation<TResult, Error, TInput>({
    mutationFn: input => act(api, input),
    // Results may be secrets (tokens, keys): nothing keeps them once the component lets go.
    gcTime: 0,
    onSuccess: (result, input) => {
      queryClient.invalidateQueries({ queryKey: [LIVE] });
      const text = options.done?.(result, input);
      if (text) {
        toasts.post({ title: text, status: 'success', timeout: TOAST_MS });
      }
      options.onDone?.(result, input);
    },
    onError: error => {
      if (options.failed) {
        toasts.post({
          title: options.failed,
          description: messageOf(error),
          status: 'danger',
          timeout: TOAST_MS,
        });
      }
    },
  });
}
