import {
  executeHostile,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { certificateAttempts } from './__testUtils__/certificateAttempts';
import { requestAttempts } from './__testUtils__/requestAttempts';
import { subjectAttempts } from './__testUtils__/subjectAttempts';
import { useScene } from './__testUtils__/useScene';

jest.setTimeout(60_000);

describe('hostile at the edge', () => {
  const scene = useScene();

  describe('certificates', () => {
    executeHostile(HOSTILE_GROUPS.certificates, certificateAttempts(scene));
  });

  describe('subjects', () => {
    executeHostile(HOSTILE_GROUPS.subjects, subjectAttempts(scene));
  });

  describe('requests', () => {
    executeHostile(HOSTILE_GROUPS.requests, requestAttempts(scene));
  });
});
