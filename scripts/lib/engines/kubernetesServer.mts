import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  findKubernetesBinary,
  KUBERNETES_CACHE,
} from '../../../plugins/remote-env-node/src/testing/engines/kubernetesBinaries.ts';
import { debianArchive } from './debianArchive.mts';

const BINARIES = ['kube-apiserver', 'kube-controller-manager'];

/** The suite whose source package is built, and its version. */
const SUITE = 'bookworm';
const VERSION = { full: '1.20.2', major: '1', minor: '20' };

/** What the build needs beside the source. */
const BUILD_PACKAGES = ['golang-go', 'golang-github-modern-go-reflect2-dev'];

/** Debian's version of a library whose vendored one crashes under the Go of today. */
const REFLECT = 'github.com/modern-go/reflect2';

/**
 * Since Go 1.19 this comparison takes an empty string for null and refuses it; upstream compares with null alone.
 */
const VALIDATORS = [
  'vendor/k8s.io/kube-openapi/pkg/validation/validate/type.go',
  'vendor/github.com/go-openapi/validate/type.go',
];
const COMPARISON =
  'if data == nil || reflect.DeepEqual(reflect.Zero(reflect.TypeOf(data)), reflect.ValueOf(data)) {';

/**
 * A Kubernetes API server and controller manager for tests: those in the folder that `KUBEBUILDER_ASSETS` names, in
 * our cache or on `PATH`; otherwise, on Debian as root, built from Debian's source, which takes about eight minutes.
 *
 * @throws Error that says what to do when there is none to be had
 */
export function ensureKubernetes(): void {
  if (BINARIES.every(name => findKubernetesBinary(name) !== undefined)) {
    return;
  }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `The tests need ${BINARIES.join(
        ' and ',
      )}: put them into the folder that KUBEBUILDER_ASSETS names (setup-envtest brings them), or into ${KUBERNETES_CACHE}/<version>.`,
    );
  }
  console.error(
    `Building Kubernetes ${VERSION.full} from Debian's source, once, for tests (about eight minutes) …`,
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'kubernetes-'));
  try {
    execFileSync(
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', ...BUILD_PACKAGES],
      {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      },
    );
    build(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(folder: string): void {
  const source = unpackSource(folder);
  const environment = {
    ...process.env,
    GOPATH: folder,
    GOCACHE: path.join(folder, 'cache-of-go'),
    GO111MODULE: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '',
    CGO_ENABLED: '0',
  };
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, {
      cwd: source,
      stdio: ['ignore', 2, 2],
      env: environment,
    });

  // The generated OpenAPI definitions are not in the source.
  const generator = path.join(folder, 'openapi-gen');
  run(
    'go',
    'build',
    '-o',
    generator,
    './vendor/k8s.io/kube-openapi/cmd/openapi-gen',
  );
  run(
    generator,
    ...['-O', 'zz_generated.openapi'],
    ...['-p', 'k8s.io/kubernetes/pkg/generated/openapi'],
    ...['--output-base', path.join(folder, 'src')],
    ...['--go-header-file', 'hack/boilerplate/boilerplate.generatego.txt'],
    ...['-r', path.join(folder, 'violations')],
    ...['-i', describedPackages(source).join(',')],
  );

  const version = 'k8s.io/component-base/version';
  const stamps = [version, `k8s.io/kubernetes/vendor/${version}`].flatMap(
    name => [
      `-X ${name}.gitVersion=v${VERSION.full}`,
      `-X ${name}.gitMajor=${VERSION.major}`,
      `-X ${name}.gitMinor=${VERSION.minor}`,
    ],
  );
  const kept = path.join(KUBERNETES_CACHE, VERSION.full);
  mkdirSync(kept, { recursive: true });
  for (const name of BINARIES) {
    const built = path.join(folder, name);
    run(
      'go',
      'build',
      '-trimpath',
      '-ldflags',
      `-s -w ${stamps.join(' ')}`,
      '-o',
      built,
      `./cmd/${name}`,
    );
    const unfinished = path.join(kept, `.${name}.${process.pid}`);
    copyFileSync(built, unfinished);
    renameSync(unfinished, path.join(kept, name));
  }
}

/** @returns the folder of the source, made fit for the Go of today */
function unpackSource(folder: string): string {
  const download = path.join(folder, 'download');
  mkdirSync(download);
  const apt = debianArchive(download, { suite: SUITE, type: 'deb-src' });
  apt('source', '--download-only', `kubernetes/${SUITE}`);
  const archive = readdirSync(download).find(name =>
    name.endsWith('.orig.tar.gz'),
  );
  if (!archive) {
    throw new Error('apt-get brought no source of Kubernetes');
  }
  const source = path.join(folder, 'src', 'k8s.io', 'kubernetes');
  mkdirSync(source, { recursive: true });
  execFileSync('tar', [
    ...['-xzf', path.join(download, archive)],
    ...['-C', source, '--strip-components=1'],
  ]);
  const vendored = path.join(source, 'vendor', REFLECT);
  rmSync(vendored, { recursive: true });
  cpSync(path.join('/usr/share/gocode/src', REFLECT), vendored, {
    recursive: true,
    dereference: true,
  });
  for (const name of VALIDATORS) {
    const file = path.join(source, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(COMPARISON)) {
      throw new Error(`${name} is not the one that was expected`);
    }
    writeFileSync(file, text.replace(COMPARISON, 'if data == nil {'));
  }
  return source;
}

/** Packages whose types the API describes, by their import paths. */
function describedPackages(source: string): string[] {
  const files = execFileSync(
    'grep',
    [
      '-rl',
      '--include=*.go',
      '+k8s:openapi-gen=',
      'staging/src/k8s.io',
      'pkg',
      'vendor/k8s.io/kube-openapi',
    ],
    { cwd: source, encoding: 'utf8' },
  );
  const packages = files
    .trim()
    .split('\n')
    .filter(file => !file.includes('_test'))
    .map(file =>
      path
        .dirname(file)
        .replace(/^staging\/src\//, '')
        .replace(/^pkg\//, 'k8s.io/kubernetes/pkg/')
        .replace(/^vendor\//, ''),
    )
    .filter(name => !/code-generator|sample-/.test(name));
  return [...new Set(packages)].sort();
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  ensureKubernetes();
}
