import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

it('goes on when nobody reads its log any more', async () => {
  const child = spawn(
    process.execPath,
    [
      '--no-node-snapshot',
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      path.join(__dirname, '__testUtils__/unreadProgram.ts'),
    ],
    { env: { PATH: process.env.PATH } },
  );
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});
