import {
  executeHostile,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { signingAttempts } from './__testUtils__/signingAttempts';
import { tokenAttempts } from './__testUtils__/tokenAttempts';
import { usePortalScene } from './__testUtils__/usePortalScene';

jest.setTimeout(60_000);

describe('hostile where certificates are issued', () => {
  const scene = usePortalScene();

  describe('tokens', () => {
    executeHostile(HOSTILE_GROUPS.tokens, tokenAttempts(scene));
  });

  describe('requests', () => {
    executeHostile(HOSTILE_GROUPS.signing, signingAttempts(scene));
  });
});
