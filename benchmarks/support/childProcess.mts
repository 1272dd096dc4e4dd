import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const START_TIMEOUT_MS = 10_000;

/** A peer in a process of its own, so that it shares no event loop with what measures it. */
export class PeerProcess {
  private readonly child: ChildProcess;
  /** Where it listens, as it said itself. */
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  /** @param program - file in `peers/`; it prints its URL as its first line */
  static start(program: string, args: string[] = []): Promise<PeerProcess> {
    const file = path.join(import.meta.dirname, '..', 'peers', program);
    const child = spawn(process.execPath, [file, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${program} did not start.`));
      }, START_TIMEOUT_MS);
      child.once('exit', code => {
        clearTimeout(timer);
        reject(new Error(`${program} ended with code ${code}.`));
      });
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const [url, rest] = printed.split('\n');
        if (url && rest !== undefined) {
          clearTimeout(timer);
          resolve(new PeerProcess(child, url));
        }
      });
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) {
      return;
    }
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
