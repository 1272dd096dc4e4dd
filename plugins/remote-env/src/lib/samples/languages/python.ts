import {
  BINDING_TOKEN_HEADER,
  BINDING_VARIABLES,
} from '@remote-env/plugin-remote-env-common';
import { isObject } from '../../documents/json';
import { withoutInvisible } from '../plainText';
import {
  headersWithType,
  readsFile,
  type SampleBody,
  type SampleRequest,
} from '../model';

/** For Python 3.8 and later, by its standard library: nothing has to be installed for it. */
export function pythonSample(request: SampleRequest) {
  const { method, target, body } = request;
  const { url, token } = BINDING_VARIABLES;
  const multipart = body?.kind === 'multipart';
  return [
    ...importsOf(body).map(name => `import ${name}`),
    '',
    ...partLines(body),
    'request = urllib.request.Request(',
    `    os.environ["${url}"] + ${literal(target)},`,
    `    method=${literal(method)},`,
    '    headers={',
    `        "${BINDING_TOKEN_HEADER}": os.environ["${token}"],`,
    ...headersWithType(request).map(
      ([name, value]) => `        ${literal(name)}: ${literal(value)},`,
    ),
    ...(multipart
      ? ['        "Content-Type": f"multipart/form-data; boundary={boundary}",']
      : []),
    '    },',
    ...dataLines(body),
    ')',
    'with urllib.request.urlopen(request, timeout=30) as response:',
    '    print(response.status, response.read().decode())',
  ].join('\n');
}

function importsOf(body: SampleBody | undefined): string[] {
  const hasFile = readsFile(body);
  return [
    ...(body?.kind === 'json' ? ['json'] : []),
    'os',
    ...(hasFile ? ['pathlib'] : []),
    ...(body?.kind === 'form' ? ['urllib.parse'] : []),
    'urllib.request',
    ...(body?.kind === 'multipart' ? ['uuid'] : []),
  ];
}

/** The library has nothing that writes a form in parts. */
function partLines(body: SampleBody | undefined): string[] {
  if (body?.kind !== 'multipart') {
    return [];
  }
  const parts = body.parts.map(part => {
    const disposition = `Content-Disposition: form-data; name="${part.name}"`;
    const [header, content] =
      'file' in part
        ? [
            `${disposition}; filename="${part.file}"`,
            `pathlib.Path(${literal(part.file)}).read_bytes()`,
          ]
        : [disposition, `${literal(part.text)}.encode()`];
    const type =
      part.type === undefined ? '' : `\r\nContent-Type: ${part.type}`;
    return `    (${literal(header + type)}, ${content}),`;
  });
  return [
    'boundary = uuid.uuid4().hex',
    'parts = [',
    ...parts,
    ']',
    'body = b"".join(',
    '    f"--{boundary}\\r\\n{header}\\r\\n\\r\\n".encode() + content + b"\\r\\n"',
    '    for header, content in parts',
    ') + f"--{boundary}--\\r\\n".encode()',
    '',
  ];
}

function dataLines(body: SampleBody | undefined): string[] {
  switch (body?.kind) {
    case undefined:
      return [];
    case 'json':
      return [`    data=json.dumps(${valueLiteral(body.value, 4)}).encode(),`];
    case 'text':
      return [`    data=${literal(body.text)}.encode(),`];
    case 'form':
      return [
        '    data=urllib.parse.urlencode([',
        ...body.fields.map(
          ([name, value]) => `        (${literal(name)}, ${literal(value)}),`,
        ),
        '    ]).encode(),',
      ];
    case 'multipart':
      return ['    data=body,'];
    case 'file':
      return [`    data=pathlib.Path(${literal(body.file)}).read_bytes(),`];
    default: {
      const unknown: never = body;
      throw new Error(`No lines for ${unknown}`);
    }
  }
}

/** @param indent - of the line on which it begins */
function valueLiteral(value: unknown, indent: number): string {
  const inner = ' '.repeat(indent + 4);
  const end = `\n${' '.repeat(indent)}`;
  if (Array.isArray(value)) {
    const items = value.map(
      each => `\n${inner}${valueLiteral(each, indent + 4)},`,
    );
    return value.length === 0 ? '[]' : `[${items.join('')}${end}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([key, each]) =>
        `\n${inner}${literal(key)}: ${valueLiteral(each, indent + 4)},`,
    );
    return entries.length === 0 ? '{}' : `{${entries.join('')}${end}}`;
  }
  switch (value) {
    case true:
      return 'True';
    case false:
      return 'False';
    case null:
      return 'None';
    default:
      return typeof value === 'string' ? literal(value) : JSON.stringify(value);
  }
}

/** A string between double quotes. */
function literal(text: string): string {
  const inner = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replace(/\p{Cs}/gu, codeOf);
  return `"${withoutInvisible(inner, codeOf)}"`;
}

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4
    ? `\\U${code.padStart(8, '0')}`
    : `\\u${code.padStart(4, '0')}`;
}
