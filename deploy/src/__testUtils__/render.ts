import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** Of this package. */
export const DEPLOY = path.resolve(__dirname, '../..');

/** What all objects have. */
export const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
});
export type KubernetesObject = z.infer<typeof objectSchema>;

/** Namespace, kind and name, for messages. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${kind}/${metadata.name}`;
}

/** @throws Error when there is no kubectl on `PATH` */
export function findKubectl(): string {
  const file = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map(directory => path.join(directory, 'kubectl'))
    .find(candidate => existsSync(candidate));
  if (!file) {
    throw new Error(
      'These tests need kubectl (on Debian: apt-get install kubernetes-client)',
    );
  }
  return file;
}

/** Objects of one kustomization, as `kubectl kustomize` puts them together. */
export async function render(folder: string): Promise<KubernetesObject[]> {
  const { stdout } = await promisify(execFile)(
    findKubectl(),
    ['kustomize', path.join(DEPLOY, folder)],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return parseObjects(stdout);
}

/** Objects of one file of manifests. */
export async function readObjects(file: string): Promise<KubernetesObject[]> {
  return parseObjects(await readFile(path.join(DEPLOY, file), 'utf8'));
}

function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map(document => {
    if (document.errors[0]) {
      throw document.errors[0];
    }
    return objectSchema.parse(document.toJS());
  });
}
