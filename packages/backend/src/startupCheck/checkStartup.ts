import type { Config } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';
import { engineFindings } from '@remote-env/plugin-remote-env-node';
import { portalProblems } from './portalProblems';
import { postgresFinding } from './postgresFinding';

/** For each engine. */
const ENGINE_MS = 10_000;

/**
 * Says everything that is wrong with the configuration, one line each, before anything else starts; then whether each
 * engine answers.
 *
 * @returns the configuration to start with; undefined when the portal must not start
 */
export async function checkStartup(options: {
  argv: string[];
  env: NodeJS.ProcessEnv;
  write(line: string): void;
}): Promise<Config | undefined> {
  const { write } = options;
  const production = options.env.NODE_ENV === 'production';
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ argv: options.argv, watch: false }),
  ).catch(error => {
    write(`error: ${oneLine(error)}`);
  });
  if (!config) {
    return refuse(1, write);
  }
  const { problems, remoteEnv } = portalProblems(config, production);
  if (problems.length > 0 || !remoteEnv) {
    problems.forEach(problem => write(`error: ${oneLine(problem)}`));
    return refuse(problems.length, write);
  }
  const [postgres, engines] = await Promise.all([
    postgresFinding(config, ENGINE_MS),
    engineFindings(remoteEnv, ENGINE_MS),
  ]);
  const findings = [postgres, ...engines].flatMap(found => found ?? []);
  for (const { state, line } of findings) {
    write(`${state === 'failed' ? 'error' : state}: ${oneLine(line)}`);
  }
  const failed = findings.filter(({ state }) => state === 'failed');
  return failed.length === 0 ? config : refuse(failed.length, write);
}

function refuse(count: number, write: (line: string) => void): undefined {
  write(
    `The portal does not start: ${count} ${
      count === 1 ? 'problem' : 'problems'
    }, see docs/operations/configuration.md`,
  );
  return undefined;
}

function oneLine(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  return text.replace(/\s*\n\s*/g, ' ');
}
