import { config, GOOD, makeRequest } from './__testUtils__/makeRequest';
import { checkSubject } from './checkSubject';
import { SigningRequest } from './SigningRequest';
import type { SubjectAttribute } from './subjectAttributes';

describe('checkSubject', () => {
  const without = (name: SubjectAttribute) =>
    GOOD.filter(([attribute]) => attribute !== name);
  const withOther = (name: SubjectAttribute) =>
    GOOD.map(([attribute, value]): [SubjectAttribute, string] => [
      attribute,
      attribute === name ? 'Other' : value,
    ]);

  it.each([
    [withOther('CN'), 'CSR: Invalid common name provided.'],
    [without('CN'), 'CSR: Invalid common name provided.'],
    [without('C'), 'CSR: No country provided.'],
    [withOther('C'), 'CSR: Invalid country provided.'],
    [without('O'), 'CSR: No organization provided.'],
    [withOther('O'), 'CSR: Invalid organization provided.'],
    [without('OU'), 'CSR: No organizational unit provided.'],
    [withOther('OU'), 'CSR: Invalid organizational unit provided.'],
    [without('L'), 'CSR: No locality provided.'],
    [withOther('L'), 'CSR: Invalid locality provided.'],
    [without('ST'), 'CSR: No province provided.'],
    [withOther('ST'), 'CSR: Invalid province provided.'],
    // the first difference in the order of checks is the answer
    [[], 'CSR: Invalid common name provided.'],
    [[['CN', 'shop-eu']], 'CSR: No country provided.'],
    [
      [
        ['CN', 'shop-eu'],
        ['O', 'Other'],
        ['C', 'DE'],
      ],
      'CSR: Invalid organization provided.',
    ],
  ] as [[SubjectAttribute, string][], string][])(
    'names the first difference (%#)',
    async (subject, message) => {
      const request = await SigningRequest.fromDer(makeRequest({ subject }));
      expect(() => checkSubject(request, config, 'shop-eu')).toThrow(message);
    },
  );

  it('compares the first value only, in any order', async () => {
    const reversed = [...GOOD].reverse();
    const first = await SigningRequest.fromDer(
      makeRequest({ subject: [...reversed, ['O', 'Other']] }),
    );
    expect(() => checkSubject(first, config, 'shop-eu')).not.toThrow();
    const second = await SigningRequest.fromDer(
      makeRequest({ subject: [['O', 'Other'], ...reversed] }),
    );
    expect(() => checkSubject(second, config, 'shop-eu')).toThrow(
      'CSR: Invalid organization provided.',
    );
  });
});
