import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

describe('endWithStarter', () => {
  it('ends the process once the other end of the pipe is gone', async () => {
    const program = `
      const { endWithStarter } = require(${JSON.stringify(
        path.join(__dirname, 'endWithStarter.ts'),
      )});
      endWithStarter();
      process.once('SIGTERM', () => { console.log('ending'); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log('running');
    `;
    const child = spawn(process.execPath, ['-e', program], {
      env: { ...process.env, NODE_OPTIONS: '', REMOTE_ENV_LIFETIME_FD: '3' },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const [, output, , pipe] = child.stdio;
    const lines: string[] = [];
    output?.on('data', chunk => lines.push(String(chunk).trim()));
    await once(output!, 'data');
    expect(child.exitCode).toBeNull();
    pipe?.destroy();
    const [code] = await once(child, 'exit');
    expect({ code, lines }).toEqual({
      code: 0,
      lines: ['running', 'ending'],
    });
  });
});
