import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

interface Requirement {
  what: string;
  debianPackage: string;
  present(): boolean;
}

function onPath(command: string): boolean {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some(dir => existsSync(path.join(dir, command)));
}

function hasPostgres(): boolean {
  if (process.env.REMOTE_ENV_TEST_POSTGRES_URL || onPath('initdb')) {
    return true;
  }
  const root = '/usr/lib/postgresql';
  return (
    existsSync(root) &&
    readdirSync(root).some(v => existsSync(path.join(root, v, 'bin', 'initdb')))
  );
}

/** The browser that journeys run in: the one named, or the machine's own. */
export function findBrowser(): string | undefined {
  const candidates = [
    process.env.REMOTE_ENV_TEST_BROWSER,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return candidates.find(
    candidate => candidate !== undefined && existsSync(candidate),
  );
}

const REQUIREMENTS: Requirement[] = [
  {
    what: 'PostgreSQL (initdb)',
    debianPackage: 'postgresql',
    present: hasPostgres,
  },
  {
    what: 'Chromium or Chrome',
    debianPackage: 'chromium',
    present: () => findBrowser() !== undefined,
  },
  {
    what: 'openssl',
    debianPackage: 'openssl',
    present: () => onPath('openssl'),
  },
  { what: 'curl', debianPackage: 'curl', present: () => onPath('curl') },
  {
    what: 'NSS, where browsers keep certificates (certutil, pk12util)',
    debianPackage: 'libnss3-tools',
    present: () => onPath('certutil') && onPath('pk12util'),
  },
];

/** Beside what is fetched or built for them. */
const ENGINE_REQUIREMENTS: Requirement[] = [
  {
    what: 'etcd',
    debianPackage: 'etcd-server',
    present: () => onPath('etcd') || hasInAssets('etcd'),
  },
  {
    what: 'kubectl',
    debianPackage: 'kubernetes-client',
    present: () => onPath('kubectl'),
  },
  {
    what: 'nginx',
    debianPackage: 'nginx-light',
    present: () => onPath('nginx') || existsSync('/usr/sbin/nginx'),
  },
  {
    what: "nginx's stream module",
    debianPackage: 'libnginx-mod-stream',
    present: () =>
      existsSync('/usr/lib/nginx/modules/ngx_stream_module.so') ||
      process.env.REMOTE_ENV_TEST_NGINX_MODULES !== undefined,
  },
];

function hasInAssets(command: string): boolean {
  const { KUBEBUILDER_ASSETS: assets } = process.env;
  return assets !== undefined && existsSync(path.join(assets, command));
}

/**
 * Installs what tests need from the system: with apt as root on Debian, elsewhere it says what is missing.
 *
 * @throws Error that names each missing program
 */
export function ensureSystemPackages(options: { engines: boolean }): void {
  const required = [
    ...REQUIREMENTS,
    ...(options.engines ? ENGINE_REQUIREMENTS : []),
  ];
  const missing = required.filter(r => !r.present());
  if (missing.length === 0) {
    return;
  }
  const packages = missing.map(r => r.debianPackage);
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.error(`Installing ${packages.join(', ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 2, 2], env });
    spawnSync(
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', ...packages],
      {
        stdio: ['ignore', 2, 2],
        env,
      },
    );
  }
  const still = required.filter(r => !r.present());
  if (still.length > 0) {
    throw new Error(
      `The tests need ${still
        .map(r => r.what)
        .join(', ')}.\nOn Debian: apt-get install ${still
        .map(r => r.debianPackage)
        .join(' ')}`,
    );
  }
}
