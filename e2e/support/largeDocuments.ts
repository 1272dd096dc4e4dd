import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Outside the checkout: 30 MB and more, which no other command needs. */
const CACHE = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'remote-env-benchmarks',
);
const KUBERNETES =
  'https://raw.githubusercontent.com/kubernetes/kubernetes/v1.33.0/api/openapi-spec/swagger.json';
const GITHUB = '@octokit/openapi@23.0.2';
const GITHUB_FILE = 'package/generated/api.github.com.json';

/** The documents, each with one of its operations, and words by which that is found. */
export const LARGE_APIS = [
  {
    name: 'Kubernetes',
    tag: 'core_v1',
    method: 'GET',
    path: '/api/v1/namespaces/{namespace}/pods/{name}',
    words: '/api/v1/namespaces/{namespace}/pods/{name}',
    read: kubernetesDocument,
  },
  {
    name: 'GitHub',
    tag: 'repos',
    method: 'GET',
    path: '/repos/{owner}/{repo}',
    // Its id: below its path there are more operations than a page lists.
    words: 'repos/get',
    read: githubDocument,
  },
] as const;
export type LargeApi = (typeof LARGE_APIS)[number];

/** Kubernetes' Swagger document, 5.5 MB, or that of our own server, 4 MB, as JSON; fetched once. */
function kubernetesDocument(): string {
  mkdirSync(CACHE, { recursive: true });
  const file = path.join(CACHE, 'kubernetes.json');
  if (!existsSync(file)) {
    const unfinished = `${file}.part`;
    try {
      execFileSync('curl', [
        ...['-fsSL', '--connect-timeout', '10', '--retry', '3'],
        ...['-o', unfinished, KUBERNETES],
      ]);
    } catch {
      writeFileSync(unfinished, ofOwnServer());
    }
    renameSync(unfinished, file);
  }
  return readFileSync(file, 'utf8');
}

/** What the API server of our tests, an older one, says of itself: for those who do not reach GitHub. */
function ofOwnServer(): string {
  console.error('Asking an API server of our own for its document …');
  return execFileSync(
    process.execPath,
    [
      ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
      path.join(import.meta.dirname, 'printOwnApi.cts'),
    ],
    {
      cwd: path.join(import.meta.dirname, '../../plugins/remote-env-backend'),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
}

/** GitHub's OpenAPI document, 13 MB, as JSON; fetched once. */
export function githubDocument(): string {
  mkdirSync(CACHE, { recursive: true });
  const file = path.join(CACHE, GITHUB_FILE);
  if (!existsSync(file)) {
    const archive = execFileSync('npm', ['pack', GITHUB, '--silent'], {
      cwd: CACHE,
      encoding: 'utf8',
    }).trim();
    execFileSync('tar', ['-xzf', archive, GITHUB_FILE], { cwd: CACHE });
  }
  return readFileSync(file, 'utf8');
}
