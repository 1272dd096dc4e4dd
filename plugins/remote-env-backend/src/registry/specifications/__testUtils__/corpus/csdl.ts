import {
  changed,
  row,
  wrongTypes,
  type BrokenDocument,
} from './BrokenDocument';
import { CSDL } from './samples';

const BAD_JSON = /^is not a valid OData 4(\.01)? document/;
const ORDER = 'shop.Order';

/** CSDL in JSON that breaks its own rules, or tries to do harm. */
export const CSDL_JSON: BrokenDocument[] = [
  ...wrongTypes(
    'api',
    'CSDL JSON',
    CSDL,
    {
      $Version: 4.01,
      $EntityContainer: ['shop.Container'],
      shop: 5,
      'shop $Alias': {},
      'shop Order': 'EntityType',
      'shop Order $Kind': 'Entity',
      'shop Order $Key': 'Code',
      'shop Order $Key 0': 5,
      'shop Order Code': 'Edm.String',
      'shop Order Total $Type': 5,
      'shop Status Open': 'zero',
      'shop Cancel 0': 'Action',
      'shop Cancel 0 $Kind': 'EntityType',
      'shop Cancel 0 $Parameter': { $Name: 'order' },
      'shop Cancel 0 $Parameter 0 $Name': 5,
      'shop Container': [],
      'shop Container Orders': 'shop.Order',
      'shop Container Orders $Type': 7,
    },
    BAD_JSON,
  ),
  ...wrongTypes(
    'api',
    'CSDL JSON, wrong within itself,',
    CSDL,
    {
      $Version: '5.0',
      $EntityContainer: 'shop.Nothing',
      'shop Order $BaseType': ORDER,
      'shop Order $Key 0': 'Id',
      'shop Order Status $Type': 'self.State',
      'shop Order Total $Type': 'Edm.Money',
      'shop Order Items $Type': 'shop.Status',
      'shop Container Orders $Type': 'shop.Nothing',
      'shop Container Cheapest $Function': 'shop.Nothing',
    },
    BAD_JSON,
  ),
  row(
    'api',
    'CSDL JSON without a namespace',
    { $Version: '4.01' },
    { refused: /describes no namespace/ },
  ),
  row(
    'api',
    'CSDL JSON without a version',
    { $EntityContainer: 'a.B', a: {} },
    { refused: /\$Version is missing/ },
  ),
  row('api', 'CSDL JSON in YAML', '$Version: "4.01"\nshop: {}\n', {
    refused: /^is OData CSDL in YAML/,
  }),
  row('api', 'CSDL JSON that breaks nothing', CSDL, { format: 'odata-csdl' }),
  row(
    'api',
    'CSDL JSON that refers to a file',
    {
      ...CSDL,
      $Reference: {
        'file:///etc/passwd': { $Include: [{ $Namespace: 'far' }] },
      },
    },
    { format: 'odata-csdl' },
  ),
  row(
    'api',
    'script in a description of CSDL JSON',
    changed(
      CSDL,
      ['shop', 'Order', '@Core.Description'],
      '<script>alert(1)</script>',
    ),
    { format: 'odata-csdl' },
  ),
  row(
    'api',
    'a huge enumeration of CSDL JSON',
    changed(
      CSDL,
      ['shop', 'Huge'],
      Object.fromEntries([
        ['$Kind', 'EnumType'],
        ...Array.from({ length: 50_000 }, (_, i) => [`M${i}`, i]),
      ]),
    ),
    { format: 'odata-csdl' },
  ),
  row(
    'api',
    'types of CSDL JSON that extend one another in a circle',
    changed(
      changed(CSDL, ['shop', 'A'], {
        $Kind: 'ComplexType',
        $BaseType: 'shop.B',
      }),
      ['shop', 'B'],
      { $Kind: 'ComplexType', $BaseType: 'shop.A' },
    ),
    { refused: /extends itself/ },
  ),
  row(
    'api',
    'OData and OpenAPI at once',
    { ...CSDL, openapi: '3.1.0' },
    { refused: /^is not a valid OpenAPI 3\.1 document/ },
  ),
];
