import {
  BINDING_TOKEN_HEADER,
  BINDING_VARIABLES,
} from '@remote-env/plugin-remote-env-common';
import { utf16Escapes, visibleJson, withoutInvisible } from '../plainText';
import {
  headersWithType,
  readsFile,
  type SampleBody,
  type SamplePart,
  type SampleRequest,
} from '../model';

/** A module for Node 18 and later. */
export function nodeSample(request: SampleRequest) {
  const { method, target, body } = request;
  const { url, token } = BINDING_VARIABLES;
  const lines = [
    `const response = await fetch(process.env.${url} + ${literal(target)}, {`,
    ...(method === 'GET' ? [] : [`  method: ${literal(method)},`]),
    '  headers: {',
    `    '${BINDING_TOKEN_HEADER}': process.env.${token},`,
    ...headersWithType(request).map(
      ([name, value]) => `    ${literal(name)}: ${literal(value)},`,
    ),
    '  },',
    ...bodyLines(body),
    '});',
    'console.log(response.status, await response.text());',
  ];
  return [...linesBefore(body), ...lines].join('\n');
}

function linesBefore(body: SampleBody | undefined): string[] {
  const hasFile = readsFile(body);
  return [
    ...(hasFile ? [`import { readFile } from 'node:fs/promises';`, ''] : []),
    ...(body?.kind === 'multipart'
      ? ['const form = new FormData();', ...body.parts.map(appended), '']
      : []),
  ];
}

function bodyLines(body: SampleBody | undefined): string[] {
  switch (body?.kind) {
    case undefined:
      return [];
    case 'json':
      return [`  body: JSON.stringify(${indented(visibleJson(body.value))}),`];
    case 'text':
      return [`  body: ${literal(body.text)},`];
    case 'form':
      return [
        '  body: new URLSearchParams([',
        ...body.fields.map(
          ([name, value]) => `    [${literal(name)}, ${literal(value)}],`,
        ),
        '  ]),',
      ];
    case 'multipart':
      return ['  body: form,'];
    case 'file':
      return [`  body: await readFile(${literal(body.file)}),`];
    default: {
      const unknown: never = body;
      throw new Error(`No lines for ${unknown}`);
    }
  }
}

function appended(part: SamplePart): string {
  const name = literal(part.name);
  if ('file' in part) {
    const file = literal(part.file);
    return `form.append(${name}, new Blob([await readFile(${file})], { type: ${literal(
      part.type,
    )} }), ${file});`;
  }
  const text = literal(part.text);
  return part.type === undefined
    ? `form.append(${name}, ${text});`
    : `form.append(${name}, new Blob([${text}], { type: ${literal(
        part.type,
      )} }));`;
}

/** A string between single quotes. */
function literal(text: string): string {
  const inner = text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n');
  return `'${withoutInvisible(inner, utf16Escapes)}'`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
