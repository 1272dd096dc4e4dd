import {
  executeHostile,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { switchable } from '../../__testUtils__/switchable';
import { useEdge } from '../../__testUtils__/useEdge';
import { changeAttempts } from './__testUtils__/changeAttempts';

jest.setTimeout(60_000);

describe('hostile at the edge, after a change', () => {
  let store: ReturnType<typeof switchable> | undefined;
  const bench = useEdge({
    options: stores => {
      store = switchable(stores.store);
      return { store: store.store };
    },
  });

  executeHostile(
    HOSTILE_GROUPS.changes,
    changeAttempts(bench, {
      off: () => store?.off(),
      on: () => store?.on(),
    }),
  );
});
