import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { json, text } from 'node:stream/consumers';
import ts from 'typescript';
import { z } from 'zod';
import type { KubernetesObject } from './render';

const PACKAGES: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/**
 * Holds objects against the JSON Schemas that were published with their versions.
 *
 * @returns what is wrong
 * @throws Error when an object's kind has no schema
 */
export async function schemaProblems(
  objects: readonly KubernetesObject[],
): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [path.join(__dirname, 'validateObjects.mjs')],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stdin.end(JSON.stringify(objects));
  const [answer, log, [code]] = await Promise.all([
    json(child.stdout).catch(() => undefined),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (code !== 0) {
    throw new Error(`The schemas could not be asked: ${log}`);
  }
  return z.array(z.string()).parse(answer);
}

/**
 * Finds fields that the API does not have, which an API server would drop without a word: the published JSON Schemas
 * are open, but TypeScript refuses a literal with a field that its type does not know.
 *
 * @returns what is wrong, one message a field
 */
export function unknownFields(objects: readonly KubernetesObject[]): string[] {
  const file = path.join(__dirname, 'objectsOfThisTest.ts');
  const source = objects
    .map(({ apiVersion, kind, ...rest }, index) => {
      const [group = ''] = apiVersion.split('/');
      const module = `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}`;
      return [
        `import type { I${kind} as T${index} } from '${module}';`,
        `export const o${index}: T${index} = ${JSON.stringify({
          apiVersion,
          kind,
          ...rest,
        })};`,
      ].join('\n');
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = name => name === file || fileExists(name);
  host.getSourceFile = (name, ...others) =>
    name === file
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
      : getSourceFile(name, ...others);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText, file: where, start = 0 }) => {
      const line = where?.getLineAndCharacterOfPosition(start).line ?? 0;
      const object = objects[Math.floor(line / 2)];
      return `${object?.kind} ${
        object?.metadata.name
      }: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}
