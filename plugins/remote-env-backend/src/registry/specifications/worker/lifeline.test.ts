import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { fork } from 'node:child_process';

it('ends a busy worker when the portal is gone', async () => {
  const worker = fork(
    resolvePackagePath(
      '@remote-env/plugin-remote-env-backend',
      'src/registry/specifications/worker/entry.ts',
    ),
    [],
    {
      execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
      serialization: 'advanced',
      stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
    },
  );
  await new Promise(resolve => worker.once('message', resolve));
  const paths = Object.fromEntries(
    Array.from({ length: 60_000 }, (_, i) => [
      `/p${i}`,
      { get: { responses: { 200: { description: 'ok' } } } },
    ]),
  );
  const document = {
    openapi: '3.1.0',
    info: { title: 'a', version: '1' },
    paths,
  };
  // The comment makes it YAML, which takes seconds to read.
  const text = `${JSON.stringify(document)} # YAML`;
  const answers: unknown[] = [];
  worker.on('message', answer => answers.push(answer));
  const exited = new Promise(resolve =>
    worker.once('exit', (_, signal) => resolve(signal)),
  );
  await new Promise(resolve =>
    worker.send({ id: 1, task: 'parse', kind: 'api', text }, resolve),
  );
  worker.stdin?.end();
  expect(await exited).toBe('SIGKILL');
  expect(answers).toEqual([]);
}, 30_000);
