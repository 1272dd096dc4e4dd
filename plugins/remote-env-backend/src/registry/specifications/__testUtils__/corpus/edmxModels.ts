import { edmx, row, type BrokenDocument } from './BrokenDocument';
import { EDMX_2, EDMX_4 } from './samples';

const BAD_JSON = /^is not a valid OData 4(\.01)? document/;
const BAD_4 = /^is not a valid OData 4\.0 document/;
const BAD_2 = /^is not a valid OData 2\.0 document/;

const ORDER = 'shop.Order';

/** EDMX that breaks the rules of its own version. */
export const EDMX_MODELS: BrokenDocument[] = [
  edmx(
    'a type without a name',
    EDMX_4,
    '<EntityType Name="Order">',
    '<EntityType>',
    { refused: /Name of 'EntityType' is missing/, line: 5 },
  ),
  edmx(
    'a name that is script',
    EDMX_4,
    'EntityType Name="Order"',
    'EntityType Name="&lt;script&gt;"',
    { refused: /which is no name/, line: 5 },
  ),
  edmx(
    'a name with a blank',
    EDMX_2,
    '<Property Name="Code"',
    '<Property Name="Co de"',
    { refused: /which is no name/, line: 8 },
  ),
  edmx(
    'a name without an end',
    EDMX_4,
    'EntityType Name="Order"',
    `EntityType Name="${'O'.repeat(100_000)}"`,
    { refused: /which is no name/, line: 5 },
  ),
  edmx('a property without a type', EDMX_4, ' Type="self.Status"', '', {
    refused: /Type of 'Property' is missing/,
    line: 10,
  }),
  edmx(
    'a built-in type that there is not',
    EDMX_4,
    'Edm.Int32',
    'Edm.Integer',
    { refused: /there is no type 'Edm.Integer'/, line: 15 },
  ),
  edmx('a type that there is not', EDMX_4, 'self.Status', 'self.State', {
    refused: /there is no type 'shop.State'/,
    line: 10,
  }),
  edmx('a type that is no name', EDMX_4, 'self.Status', 'Collection(', {
    refused: /is no name of a type/,
    line: 10,
  }),
  edmx(
    'two types of one name',
    EDMX_4,
    'EntityType Name="Item"',
    'EntityType Name="Order"',
    { refused: /two types 'shop.Order'/, line: 13 },
  ),
  edmx(
    'two properties of one name',
    EDMX_4,
    'Property Name="Status"',
    'Property Name="Code"',
    { refused: /two properties 'Code'/, line: 10 },
  ),
  edmx(
    'two members of one name',
    EDMX_4,
    'Member Name="Paid"',
    'Member Name="Open"',
    { refused: /two members of one name/, line: 17 },
  ),
  edmx(
    'two entity sets of one name',
    EDMX_2,
    'EntitySet Name="Items"',
    'EntitySet Name="Orders"',
    { refused: /two of the name 'Orders'/, line: 21 },
  ),
  edmx(
    'a key that there is not',
    EDMX_4,
    'PropertyRef Name="Code"',
    'PropertyRef Name="Id"',
    { refused: /names the property 'Id'/, line: 5 },
  ),
  edmx(
    'a type that extends itself',
    EDMX_4,
    'EntityType Name="Order"',
    `EntityType Name="Order" BaseType="${ORDER}"`,
    { refused: /extends itself/, line: 5 },
  ),
  edmx(
    'an entity set of what is no entity',
    EDMX_4,
    `EntityType="${ORDER}"`,
    'EntityType="shop.Status"',
    { refused: /'Orders' leads to 'shop.Status'/, line: 21 },
  ),
  edmx(
    'a singleton of a number',
    EDMX_4,
    `Singleton Name="Newest" Type="${ORDER}"`,
    'Singleton Name="Newest" Type="Edm.Int32"',
    { refused: /'Newest' leads to 'Edm.Int32'/, line: 22 },
  ),
  edmx(
    'an import of a function that there is not',
    EDMX_4,
    'Function="shop.Cheapest"',
    'Function="shop.Dearest"',
    { refused: /stands for 'shop.Dearest'/, line: 23 },
  ),
  edmx('an import of nothing', EDMX_4, ' Function="shop.Cheapest"', '', {
    refused: /Function of 'FunctionImport' is missing/,
    line: 23,
  }),
  edmx(
    'a parameter of a type that there is not',
    EDMX_2,
    'Name="Code" Type="Edm.String" Mode',
    'Name="Code" Type="shop.Code" Mode',
    { refused: /there is no type 'shop.Code'/, line: 23 },
  ),
  edmx(
    'an association that there is not',
    EDMX_2,
    'Relationship="shop.OrderItems"',
    'Relationship="shop.Others"',
    { refused: /leads along 'shop.Others'/, line: 9 },
  ),
  edmx('a role that there is not', EDMX_2, 'ToRole="Item"', 'ToRole="Thing"', {
    refused: /to 'Thing', which there is not/,
    line: 9,
  }),
  edmx(
    'script in a description',
    EDMX_4,
    'All orders',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    { format: 'odata-edmx' },
  ),
  edmx(
    'script in a label',
    EDMX_2,
    'What it is known by',
    '&lt;img src=x onerror=alert(1)&gt;',
    { format: 'odata-edmx' },
  ),
  edmx(
    'a huge enumeration of OData',
    EDMX_4,
    '<Member Name="Open" Value="0"/>',
    Array.from(
      { length: 50_000 },
      (_, i) => `<Member Name="M${i}" Value="${i + 2}"/>`,
    ).join(''),
    { format: 'odata-edmx' },
  ),
  edmx(
    'more elements than anybody needs',
    EDMX_4,
    '<Member Name="Open" Value="0"/>',
    '<a/>'.repeat(500_001),
    { refused: /^has more than 500000 elements$/, line: 17 },
  ),
  row(
    'api',
    'many types that extend one another',
    EDMX_4.replace(
      '<EnumType',
      `${Array.from(
        { length: 150 },
        (_, i) => `<ComplexType Name="C${i}" BaseType="shop.C${i + 1}"/>`,
      ).join('')}<ComplexType Name="C150"/><EnumType`,
    ),
    { refused: /extends itself, or more than 100 types/, line: 17 },
  ),
  row('api', 'EDMX of 4 that breaks nothing', EDMX_4, { format: 'odata-edmx' }),
  row('api', 'EDMX of 2 that breaks nothing', EDMX_2, { format: 'odata-edmx' }),
  edmx(
    'OData 4 under the version of 2',
    EDMX_4,
    'Version="4.0"',
    'Version="1.0"',
    { refused: BAD_JSON, line: 2 },
  ),
  edmx('a set without a type', EDMX_4, ` EntityType="${ORDER}"`, '', {
    refused: BAD_4,
    line: 21,
  }),
  edmx(
    'a set of OData 2 without a type',
    EDMX_2,
    ' EntityType="shop.Item"',
    '',
    { refused: BAD_2, line: 21 },
  ),
];
