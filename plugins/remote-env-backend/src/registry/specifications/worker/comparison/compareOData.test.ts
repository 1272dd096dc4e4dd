import { CSDL, EDMX_2, EDMX_4 } from '../../__testUtils__/corpus/samples';
import { changesOf } from './__testUtils__/changesOf.ts';

const edmx = (text: string) => ({ format: 'odata-edmx', text });
const csdl = (value: object) => ({
  format: 'odata-csdl',
  text: JSON.stringify(value),
});

/** Changes of the sample with one place of it written otherwise. */
function changed(source: string, from: string, to: string): string[] {
  expect(source).toContain(from);
  return changesOf(edmx(source), edmx(source.replace(from, to)));
}

describe('comparison of OData metadata', () => {
  it.each([EDMX_2, EDMX_4])('finds nothing where nothing changed', source => {
    expect(changesOf(edmx(source), edmx(source))).toEqual([]);
  });

  it.each<[string, string, string, string[]]>([
    [
      'an entity set that goes and one that comes',
      '<EntitySet Name="Orders"',
      '<EntitySet Name="Carts"',
      ['breaking entitySet.removed', 'compatible entitySet.added'],
    ],
    [
      'a property that goes and one that comes',
      '<Property Name="Status" Type="self.Status"/>',
      '<Property Name="State" Type="self.Status"/>',
      ['breaking property.removed Status', 'compatible property.added State'],
    ],
    [
      'a property that creators have to send',
      '<Property Name="Status"',
      '<Property Name="By" Type="Edm.String" Nullable="false"/><Property Name="Status"',
      ['risky property.addedRequired By'],
    ],
    [
      'another type',
      'Name="Status" Type="self.Status"',
      'Name="Status" Type="Edm.String"',
      ['breaking type.changed Status -shop.Status +Edm.String'],
    ],
    [
      'null where there was none, and shorter texts',
      'Nullable="false" MaxLength="10"',
      'MaxLength="8"',
      [
        'risky value.nullable Code',
        'risky limit.narrowed Code maxLength -10 +8',
      ],
    ],
    [
      'navigation to one instead of many',
      'Type="Collection(shop.Item)"',
      'Type="shop.Item"',
      ['breaking type.changed Items -Collection(shop.Item) +shop.Item'],
    ],
    [
      'navigation that is gone',
      '<NavigationProperty Name="Items" Type="Collection(shop.Item)"/>',
      '',
      ['breaking navigation.removed Items'],
    ],
    [
      'a member with another value',
      '<Member Name="Paid" Value="1"/>',
      '<Member Name="Paid" Value="2"/><Member Name="Lost" Value="3"/>',
      ['breaking value.changed Paid -1 +2', 'risky value.added Lost'],
    ],
  ])('sees %s', (_, from, to, found) => {
    expect(changed(EDMX_4, from, to)).toEqual(found);
  });

  it('sees what happens to keys, functions and actions', () => {
    const with2 = (change: (shop: typeof CSDL.shop) => object) =>
      changesOf(csdl(CSDL), csdl({ ...CSDL, shop: change(CSDL.shop) }));
    expect(
      with2(shop => ({
        ...shop,
        Order: { ...shop.Order, $Key: ['Code', 'Total'] },
      })),
    ).toEqual(['breaking key.changed -Code +Code, Total']);
    const parameter = { $Name: 'limit', $Type: 'Edm.Int32' };
    expect(
      with2(shop => ({
        ...shop,
        Cheapest: [{ ...shop.Cheapest[0], $Parameter: [parameter] }],
      })),
    ).toEqual(['breaking parameter.addedRequired limit']);
    const [cancel] = CSDL.shop.Cancel;
    expect(
      with2(shop => ({
        ...shop,
        Cancel: [
          {
            ...cancel,
            $Parameter: [
              ...(cancel?.$Parameter ?? []),
              { ...parameter, $Nullable: true },
            ],
          },
        ],
      })),
    ).toEqual(['compatible parameter.added limit']);
    expect(
      with2(shop => ({
        ...shop,
        Cheapest: [{ $Kind: 'Function', $ReturnType: { $Type: 'shop.Item' } }],
      })),
    ).toEqual(['breaking type.changed returns -shop.Order +shop.Item']);
    expect(with2(({ Cancel: _, ...shop }) => shop)).toEqual([
      'breaking operation.removed',
    ]);
  });

  it('takes what a type has from another for its own', () => {
    const moved = EDMX_4.replace(
      '<EntityType Name="Order">',
      '<EntityType Name="Base" Abstract="true"><Property Name="Status" Type="self.Status"/></EntityType><EntityType Name="Order" BaseType="shop.Base">',
    ).replace(
      /(<EntityType Name="Order"[^]*?)<Property Name="Status" Type="self.Status"\/>/,
      '$1',
    );
    expect(changesOf(edmx(EDMX_4), edmx(moved))).toEqual([
      'risky base.changed +shop.Base',
      'compatible type.added',
    ]);
  });

  it('compares XML with JSON, and knows that 2 and 4 are called differently', () => {
    const changes = changesOf(edmx(EDMX_2), edmx(EDMX_4));
    expect(changes[0]).toBe('breaking protocol.changed -2.0 +4.0');
    expect(changesOf(csdl(CSDL), edmx(EDMX_4))).not.toContain(
      'breaking entitySet.removed',
    );
  });
});

describe('comparison of guides', () => {
  const guides = (...docs: object[]) => ({
    format: 'markdown-set',
    text: JSON.stringify({ displayName: 'Orders', docs }),
  });
  const page = (title: string, source: string) => ({ title, source });

  it('tells pages that came, went and say something else', () => {
    expect(
      changesOf(
        guides(page('A', 'a'), page('B', 'b'), page('C', 'c'), page('C', 'd')),
        guides(page('B', 'other'), page('C', 'c'), page('D', 'd')),
      ),
    ).toEqual([
      'compatible page.removed',
      'compatible page.changed',
      'compatible page.removed',
      'compatible page.added',
    ]);
    expect(changesOf(guides(page('A', 'a')), guides(page('A', 'a')))).toEqual(
      [],
    );
  });
});
