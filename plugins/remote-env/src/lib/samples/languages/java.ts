import {
  BINDING_TOKEN_HEADER,
  BINDING_VARIABLES,
} from '@remote-env/plugin-remote-env-common';
import { utf16Escapes, visibleJson } from '../plainText';
import {
  headersWithType,
  readsFile,
  type SampleBody,
  type SamplePart,
  type SampleRequest,
} from '../model';

/** A file for `java CallApi.java`, Java 17 and later, by its own HTTP client. */
export function javaSample(request: SampleRequest) {
  const { method, target, body } = request;
  const { url, token } = BINDING_VARIABLES;
  return [
    ...importsOf(body).map(name => `import ${name};`),
    '',
    'public class CallApi {',
    '  public static void main(String[] args) throws Exception {',
    ...bodyStatements(body).map(line => `    ${line}`),
    '    var request = HttpRequest',
    `        .newBuilder(URI.create(System.getenv("${url}") + ${literal(
      target,
    )}))`,
    `        .header("${BINDING_TOKEN_HEADER}", System.getenv("${token}"))`,
    ...headersWithType(request).map(
      ([name, value]) => `        .header(${literal(name)}, ${literal(value)})`,
    ),
    ...(body?.kind === 'form'
      ? ['        .header("Content-Type", "application/x-www-form-urlencoded")']
      : []),
    ...(body?.kind === 'multipart'
      ? [
          '        .header("Content-Type", "multipart/form-data; boundary=" + boundary)',
        ]
      : []),
    `        .method(${literal(method)}, ${publisherOf(body)})`,
    '        .build();',
    '    var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());',
    '    System.out.println(response.statusCode() + " " + response.body());',
    '  }',
    '}',
  ].join('\n');
}

function importsOf(body: SampleBody | undefined): string[] {
  const hasFile = readsFile(body);
  return [
    ...(body?.kind === 'multipart' ? ['java.io.ByteArrayOutputStream'] : []),
    'java.net.URI',
    'java.net.http.HttpClient',
    'java.net.http.HttpRequest',
    'java.net.http.HttpResponse',
    ...(hasFile && body?.kind === 'multipart' ? ['java.nio.file.Files'] : []),
    ...(hasFile ? ['java.nio.file.Path'] : []),
    ...(body?.kind === 'multipart' ? ['java.util.UUID'] : []),
  ];
}

function publisherOf(body: SampleBody | undefined): string {
  const of = 'HttpRequest.BodyPublishers.';
  switch (body?.kind) {
    case undefined:
      return `${of}noBody()`;
    case 'file':
      return `${of}ofFile(Path.of(${literal(body.file)}))`;
    case 'multipart':
      return `${of}ofByteArray(body.toByteArray())`;
    default:
      return `${of}ofString(body)`;
  }
}

function bodyStatements(body: SampleBody | undefined): string[] {
  switch (body?.kind) {
    case undefined:
    case 'file':
      return [];
    case 'json':
      return lineStatements(visibleJson(body.value));
    case 'text':
      return lineStatements(body.text);
    case 'form':
      return [
        `var body = ${literal(new URLSearchParams(body.fields).toString())};`,
      ];
    case 'multipart':
      return [
        'var boundary = UUID.randomUUID().toString();',
        'var body = new ByteArrayOutputStream();',
        ...body.parts.flatMap(partStatements),
        'body.write(("--" + boundary + "--\\r\\n").getBytes("UTF-8"));',
      ];
    default: {
      const unknown: never = body;
      throw new Error(`No statements for ${unknown}`);
    }
  }
}

/** A text line by line: in text blocks blanks at both ends of a line would be lost. */
function lineStatements(text: string): string[] {
  const lines = text.split(/(?<=\n)/).map(literal);
  return lines.length === 1
    ? [`var body = ${lines[0]};`]
    : ['var body =', `    ${lines.join('\n        + ')};`];
}

/** The library has nothing that writes a form in parts. */
function partStatements(part: SamplePart): string[] {
  const disposition = `Content-Disposition: form-data; name="${part.name}"`;
  const type = part.type === undefined ? '' : `\r\nContent-Type: ${part.type}`;
  const write = (text: string) =>
    `body.write(("--" + boundary + ${literal(text)}).getBytes("UTF-8"));`;
  if ('file' in part) {
    const header = `${disposition}; filename="${part.file}"${type}`;
    return [
      write(`\r\n${header}\r\n\r\n`),
      `body.write(Files.readAllBytes(Path.of(${literal(part.file)})));`,
      'body.write("\\r\\n".getBytes("UTF-8"));',
    ];
  }
  return [write(`\r\n${disposition}${type}\r\n\r\n${part.text}\r\n`)];
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A string, in ASCII: before version 18 sources were read in whatever encoding the machine has. */
function literal(text: string): string {
  return `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(
      /[^ -~]/gu,
      character => ESCAPES.get(character) ?? codeOf(character),
    )}"`;
}

/** Java reads `\u000c` before anything else, as if the character stood there; control characters get their octal code. */
function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20
    ? `\\${code.toString(8).padStart(3, '0')}`
    : utf16Escapes(character);
}
