import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SYSTEM } from '@remote-env/plugin-remote-env-node/testing-kubernetes';

/**
 * What people do with kubectl in the system namespace, and see there.
 *
 * @param kubeconfigs - file of each of them, read at each call; `admin` looks
 */
export function kubectlFor<Who extends string>(
  kubeconfigs: Record<Who | 'admin', string>,
) {
  /** @param input - what is piped into it */
  const kubectl = async (
    who: Who | 'admin',
    args: string[],
    input?: string,
  ): Promise<string> => {
    const running = promisify(execFile)(
      'kubectl',
      ['--kubeconfig', kubeconfigs[who], '--namespace', SYSTEM, ...args],
      { env: { PATH: process.env.PATH, HOME: '/nonexistent' } },
    );
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
  const apply = (who: Who | 'admin', manifest: string) =>
    kubectl(who, ['apply', '-f', '-'], manifest);
  const read = async (what: string, jsonPath: string) =>
    kubectl('admin', ['get', ...what.split(' '), '-o', `jsonpath=${jsonPath}`]);
  const condition = (what: string, type: string) =>
    read(
      what,
      `{range .status.conditions[?(@.type=="${type}")]}{.status} {.reason} {.message}{end}`,
    );
  const events = async (what: string) => {
    const text = await kubectl('admin', ['describe', ...what.split(' ')]);
    return text.slice(text.lastIndexOf('Events:'));
  };
  return { kubectl, apply, read, condition, events };
}
