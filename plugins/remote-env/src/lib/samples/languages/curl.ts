import {
  BINDING_TOKEN_HEADER,
  BINDING_VARIABLES,
} from '@remote-env/plugin-remote-env-common';
import { shellQuote } from '../../commands/shellQuote';
import { visibleJson, withoutInvisible } from '../plainText';
import {
  headersWithType,
  type SampleBody,
  type SamplePart,
  type SampleRequest,
} from '../model';
import { percentEncode } from '../serializeParameter';

/** Characters of an address that mean nothing to a shell between double quotes, nor to curl. */
const SAFE = /^[\w/.~%?&=:,;@+-]*$/;

/** For any POSIX shell, and curl from 7.76 on. */
export function curlSample(request: SampleRequest) {
  const { method, target, body } = request;
  const { url, token } = BINDING_VARIABLES;
  const address = SAFE.test(target)
    ? `"$${url}${target}"`
    : `"$${url}"${shellQuote(target)}`;
  const text = body?.kind === 'text' ? body.text : '';
  const isPiped = withoutLines(text) !== text;
  const options = [
    ...methodOptions(method),
    address,
    `-H "${BINDING_TOKEN_HEADER}: $${token}"`,
    ...headersWithType(request).map(
      ([name, value]) =>
        // Without a value curl would leave the header out; this is how it sends an empty one.
        `-H ${shellQuote(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    ...(body && isPiped ? ['--data-binary @-'] : bodyOptions(body)),
  ];
  const [first = '', ...rest] = joinFirst(options);
  const command = [`curl ${first}`, ...rest.map(each => `  ${each}`)].join(
    ' \\\n',
  );
  return isPiped ? `${printed(text)} |\n${command}` : command;
}

/** Keeps the method and the address on one line. */
function joinFirst(options: string[]): string[] {
  const at = options.findIndex(option => option.startsWith('"'));
  return [options.slice(0, at + 1).join(' '), ...options.slice(at + 1)];
}

function methodOptions(method: string): string[] {
  switch (method) {
    case 'GET':
      return [];
    case 'HEAD':
      return ['-I'];
    default:
      return [`-X ${/^[A-Z]+$/.test(method) ? method : shellQuote(method)}`];
  }
}

function bodyOptions(body: SampleBody | undefined): string[] {
  switch (body?.kind) {
    case undefined:
      return [];
    case 'json':
      return [`--data-raw ${shellQuote(visibleJson(body.value))}`];
    case 'text':
      return [`--data-raw ${shellQuote(body.text)}`];
    case 'form':
      return body.fields.some(([, value]) => withoutLines(value) !== value)
        ? [`--data-raw ${shellQuote(formText(body.fields))}`]
        : body.fields.map(
            ([name, value]) =>
              `--data-urlencode ${shellQuote(
                `${percentEncode(name)}=${value}`,
              )}`,
          );
    case 'multipart':
      return body.parts.map(formOption);
    case 'file':
      return [`--data-binary @${body.file}`];
    default: {
      const unknown: never = body;
      throw new Error(`No option for ${unknown}`);
    }
  }
}

function formOption(part: SamplePart): string {
  if ('file' in part) {
    return `-F ${shellQuote(`${part.name}=@${part.file};type=${part.type}`)}`;
  }
  if (part.type === undefined) {
    return `--form-string ${quoted(`${part.name}=${part.text}`)}`;
  }
  const text = part.text.replace(/[\\"]/g, '\\$&');
  return `-F ${quoted(`${part.name}="${text}";type=${part.type}`)}`;
}

function formText(fields: [name: string, value: string][]): string {
  return fields
    .map(pair => pair.map(text => percentEncode(text)).join('='))
    .join('&');
}

/**
 * One word, whatever it holds. Terminals would take control characters in it for keys, so these are printed; where there are some, the
 * shell drops ends of lines at the end.
 */
function quoted(text: string): string {
  return withoutLines(text) === text
    ? shellQuote(text)
    : `"$(${printed(text)})"`;
}

/** Without the invisible characters that may not stand in a command; ends of lines may. */
function withoutLines(text: string): string {
  return withoutInvisible(text, each => (each === '\n' ? each : ''));
}

/** A command that prints a text. */
function printed(text: string): string {
  const format = text.replaceAll('\\', '\\\\').replaceAll('%', '%%');
  return `printf ${shellQuote(
    withoutInvisible(format, each => (each === '\n' ? '\\n' : octal(each))),
  )}`;
}

function octal(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map(byte => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
