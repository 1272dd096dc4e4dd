import { openapi, query, type SampleCase } from './sampleDocuments';

/** What shells, languages, curl and URLs give a meaning to. */
const HOSTILE_TEXTS = [
  `'; touch stolen; '`,
  `"; touch stolen; "`,
  '$(touch stolen) `touch stolen` ${IFS} $HOME !! %n %s %d',
  '\\',
  `\\'; touch stolen #`,
  `\\"; touch stolen #`,
  'one\ntouch stolen\nthree\r\n',
  '"""\'\'\'\\u0022);System.exit(3);//*/',
  '${process.exit(3)} {boundary} {{x}}',
  '@/etc/passwd',
  '</etc/passwd',
  'a=b&c=d;type=text/html',
  '\u0003\u001b[201~ touch stolen\u0015\u0000\t',
  'Zoë \u202e \u2028 \u{1F600} \u200b',
  '__proto__',
  '../../other',
] as const;

const named = Object.fromEntries(HOSTILE_TEXTS.map(text => [text, text]));
const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const inQuery = HOSTILE_TEXTS.map(text => `${encoded(text)}=${encoded(text)}`);
const inHeaders = HOSTILE_TEXTS.map(text => text.replace(/\p{Cc}/gu, ' '));
/** The shell cannot have these in words: NUL, and ends of lines at the end. */
const inParts = HOSTILE_TEXTS.map(text =>
  text.replaceAll('\0', '').replaceAll('\r\n', '\n').trimEnd(),
);

const hostile = (content: object) =>
  openapi('/a/{x}', 'post', {
    parameters: [
      { name: 'x', in: 'path', example: HOSTILE_TEXTS.join('') },
      ...HOSTILE_TEXTS.map(text => query(text, text)),
      ...inHeaders.map((example, index) => ({
        name: `X-${index}`,
        in: 'header',
        example,
      })),
    ],
    requestBody: { content },
  });

const hostileReceived = {
  method: 'POST',
  target: `/a/${encoded(HOSTILE_TEXTS.join(''))}?${inQuery.join('&')}`,
  headers: Object.fromEntries(
    inHeaders.map((text, index) => [
      `x-${index}`,
      text.trim().replace(/[^ -~]/gu, encodeURIComponent),
    ]),
  ),
};

const fieldsOf = (texts: readonly string[]) => ({
  schema: {
    properties: Object.fromEntries(
      texts.map((text, index) => [`${index}`, { const: text }]),
    ),
  },
});

/** Documents that try to have more run than a request. */
export const HOSTILE: SampleCase[] = [
  {
    name: 'JSON',
    document: hostile({ 'application/json': { example: { ...named, named } } }),
    received: { ...hostileReceived, body: { ...named, named } },
  },
  {
    name: 'JSON as text',
    document: hostile({
      'application/json': { example: [JSON.parse('{"__proto__":1}'), named] },
    }),
    received: {
      ...hostileReceived,
      body: [JSON.parse('{"__proto__":1}'), named],
    },
  },
  {
    name: 'text',
    document: hostile({ 'text/plain': { example: HOSTILE_TEXTS.join('\n') } }),
    received: { ...hostileReceived, body: HOSTILE_TEXTS.join('\n') },
  },
  {
    name: 'forms',
    document: hostile({
      'application/x-www-form-urlencoded': fieldsOf(HOSTILE_TEXTS),
    }),
    received: {
      ...hostileReceived,
      body: HOSTILE_TEXTS.map((text, index) => [`${index}`, text]),
    },
  },
  {
    name: 'parts',
    document: hostile({ 'multipart/form-data': fieldsOf(inParts) }),
    received: {
      ...hostileReceived,
      body: inParts.map((text, index) => [`${index}`, text]),
    },
  },
];
