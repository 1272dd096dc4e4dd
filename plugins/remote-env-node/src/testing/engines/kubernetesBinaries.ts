import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface KubernetesBinaries {
  etcd: string;
  apiServer: string;
  controllerManager: string;
}

/** Where builds and downloads are kept, one folder for each version. */
export const KUBERNETES_CACHE = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'remote-env',
  'kubernetes',
);

/**
 * Each binary from the first of: the folder that `KUBEBUILDER_ASSETS` names, our cache (newest version first), `PATH`.
 *
 * @throws Error that says which one is missing and how to get it
 */
export function findKubernetesBinaries(): KubernetesBinaries {
  return {
    etcd: find('etcd', 'on Debian: apt-get install etcd-server'),
    apiServer: find('kube-apiserver', HINT),
    controllerManager: find('kube-controller-manager', HINT),
  };
}

/** @returns major and minor version, e.g. `[1, 20]` */
export async function kubernetesVersion(
  binary: string,
): Promise<[number, number]> {
  const { stdout } = await promisify(execFile)(binary, ['--version']);
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout) ?? [];
  return [Number(major), Number(minor)];
}

const HINT = `put it into the folder that KUBEBUILDER_ASSETS names, or into ${KUBERNETES_CACHE}/<version>`;

/** @returns the first binary of that name; undefined when there is none */
export function findKubernetesBinary(name: string): string | undefined {
  const { KUBEBUILDER_ASSETS: assets, PATH = '' } = process.env;
  const folders = [
    ...(assets ? [assets] : []),
    ...cachedVersions(),
    ...PATH.split(path.delimiter),
  ];
  return folders
    .map(folder => path.join(folder, name))
    .find(file => existsSync(file));
}

function find(name: string, hint: string): string {
  const found = findKubernetesBinary(name);
  if (!found) {
    throw new Error(`These tests need ${name}: ${hint}`);
  }
  return found;
}

function cachedVersions(): string[] {
  const versions = existsSync(KUBERNETES_CACHE)
    ? readdirSync(KUBERNETES_CACHE)
    : [];
  return versions
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map(version => path.join(KUBERNETES_CACHE, version));
}
