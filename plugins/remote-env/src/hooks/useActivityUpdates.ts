import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { ACTIVITY_CHANNEL } from '@remote-env/plugin-remote-env-common';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { z } from 'zod';
import { LIVE } from './useLiveQuery';

/** Without uids it may be about any environment. */
const messageSchema = z.object({ uids: z.array(z.string()).optional() });

/** Makes timeline and numbers of one environment be read again when the activity log has more of it. */
export function useActivityUpdates(environment: {
  name: string;
  uid: string;
}): void {
  const signals = useApiHolder().get(signalApiRef);
  const queryClient = useQueryClient();
  const { name, uid } = environment;
  useEffect(() => {
    const subscription = signals?.subscribe(ACTIVITY_CHANNEL, message => {
      const { data } = messageSchema.safeParse(message);
      if (data && (!data.uids || data.uids.includes(uid))) {
        for (const part of ['activity', 'calls']) {
          queryClient.invalidateQueries({
            queryKey: [LIVE, 'environment', name, part],
          });
        }
      }
    });
    return () => subscription?.unsubscribe();
  }, [signals, queryClient, name, uid]);
}
