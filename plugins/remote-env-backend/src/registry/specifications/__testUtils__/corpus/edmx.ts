import { edmx, type BrokenDocument } from './BrokenDocument';
import { EDMX_2, EDMX_4 } from './samples';

const BAD_XML = /^is not well-formed XML/;

const [DECLARATION = ''] = EDMX_4.split('\n');

/** EDMX that is not well-formed, or of no version that is taken. */
export const EDMX: BrokenDocument[] = [
  edmx('tags that cross', EDMX_4, '</Key>', '</Kez>', {
    refused: BAD_XML,
    line: 6,
  }),
  edmx('an attribute without quotes', EDMX_4, 'Name="Order"', 'Name=Order', {
    refused: BAD_XML,
    line: 5,
  }),
  edmx(
    'an attribute twice',
    EDMX_4,
    'Name="Order"',
    'Name="Order" Name="Other"',
    { refused: BAD_XML, line: 5 },
  ),
  edmx(
    'a prefix without a namespace',
    EDMX_4,
    '<Annotation Term',
    '<x:Annotation Term',
    { refused: BAD_XML, line: 8 },
  ),
  edmx('text after the end', EDMX_4, '</edmx:Edmx>', '</edmx:Edmx>more', {
    refused: BAD_XML,
  }),
  edmx('two outermost elements', EDMX_4, '</edmx:Edmx>', '</edmx:Edmx><a/>', {
    refused: BAD_XML,
  }),
  edmx(
    'two dashes in a comment',
    EDMX_4,
    '<edmx:DataServices>',
    '<edmx:DataServices><!-- a -- b -->',
    { refused: BAD_XML },
  ),
  edmx('an ampersand by itself', EDMX_4, 'All orders', 'Orders & more', {
    refused: BAD_XML,
    line: 26,
  }),
  edmx(
    'a declaration that is not first',
    EDMX_4,
    DECLARATION,
    `\n${DECLARATION}`,
    { refused: BAD_XML },
  ),
  edmx('OData 5', EDMX_4, 'Version="4.0"', 'Version="5.0"', {
    refused: /Version of 'Edmx' is "5.0"/,
    line: 2,
  }),
  edmx('no version', EDMX_4, ' Version="4.0"', '', {
    refused: /Version of 'Edmx' is ""/,
    line: 2,
  }),
  edmx(
    'no DataServices',
    EDMX_4.replaceAll('edmx:DataServices', 'edmx:Data'),
    'edmx:Data',
    'edmx:Data',
    { refused: /0 elements 'DataServices'/, line: 2 },
  ),
  edmx('an Edmx of nobody', EDMX_4, 'odata/ns/edmx"', 'odata/ns/other"', {
    refused: /outermost element is 'Edmx'/,
    line: 2,
  }),
  edmx(
    'a schema of OData 2 in 4',
    EDMX_4,
    'http://docs.oasis-open.org/odata/ns/edm"',
    'http://schemas.microsoft.com/ado/2008/09/edm"',
    { refused: /'Schema' of .* is no Schema of this version/, line: 4 },
  ),
  edmx(
    'a schema of OData 4 in 2',
    EDMX_2,
    'http://schemas.microsoft.com/ado/2008/09/edm',
    'http://docs.oasis-open.org/odata/ns/edm',
    { refused: /is no Schema of this version/, line: 5 },
  ),
  edmx(
    'no schema at all',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices/></edmx:Edmx>',
    '/>',
    '/>',
    { refused: /it has no Schema/, line: 1 },
  ),
  edmx(
    'a schema by itself',
    '<Schema Namespace="a" xmlns="http://docs.oasis-open.org/odata/ns/edm"/>',
    'a',
    'a',
    { refused: /outermost element is 'Schema'/, line: 1 },
  ),
  edmx(
    'a service document',
    '<service xmlns="http://www.w3.org/2007/app"/>',
    'app',
    'app',
    { refused: /outermost element is 'service'/, line: 1 },
  ),
  edmx('no namespace', EDMX_4, 'Namespace="shop" ', '', {
    refused: /Namespace of 'Schema' is missing/,
    line: 4,
  }),
  edmx(
    'a namespace that is none',
    EDMX_4,
    'Namespace="shop"',
    'Namespace="shop/../x"',
    { refused: /no namespace/, line: 4 },
  ),
];
