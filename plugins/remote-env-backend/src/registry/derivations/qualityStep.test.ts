import { PORTAL_DATABASES } from '../../__testUtils__/portalDatabases';
import { SpecificationRefusedError } from '../specifications/errors';
import { DOCUMENT, useDerivations } from './__testUtils__/useDerivations';
import type { DerivingWorker } from './DerivingWorker';
import { EXAMPLES_UP_TO_BYTES } from './qualityStep';

jest.setTimeout(60_000);

describe.each(PORTAL_DATABASES)('quality with %s', kind => {
  const { given, stored, portal } = useDerivations(kind);

  it('holds documents against rules, once and after the outline', async () => {
    const document = await stored(DOCUMENT);
    const one = await portal();
    const other = await portal();
    one.derivations.want(document);
    other.derivations.want(document);
    await Promise.all([one.derivations.settled(), other.derivations.settled()]);
    expect(given().linted).toHaveLength(1);
    expect(await other.quality(document.sha256)).toMatchObject({
      state: 'ready',
      score: expect.any(Number),
      operations: 1,
      examplesChecked: true,
      rules: expect.arrayContaining([
        expect.objectContaining({
          rule: 'operation-operationId',
          severity: 'warning',
          count: 1,
        }),
      ]),
    });
  });

  it('leaves examples out where they take too much, and keeps the outline of what cannot be checked at all', async () => {
    const lint: DerivingWorker['lint'] = async ({ text, examples }) => {
      if (examples || text.includes('Worse')) {
        throw new SpecificationRefusedError({
          reason: 'takes longer than 60 seconds to read',
        });
      }
      return { operations: 1, rules: [] };
    };
    const bad = await stored(DOCUMENT);
    const large = await stored(
      DOCUMENT.replace('Orders', 'Large'),
      EXAMPLES_UP_TO_BYTES + 1,
    );
    const worse = await stored(DOCUMENT.replace('Orders', 'Worse'));
    const { derivations, outline, quality } = await portal({ lint });
    [bad, large, worse].forEach(each => derivations.want(each));
    await derivations.settled();
    expect(given().linted.map(({ examples }) => examples)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    for (const { sha256 } of [bad, large]) {
      expect(await quality(sha256)).toMatchObject({
        state: 'ready',
        score: 100,
        examplesChecked: false,
      });
    }
    expect(await quality(worse.sha256)).toEqual({
      state: 'failed',
      reason: 'takes longer than 60 seconds to read',
    });
    expect(await outline(worse.sha256)).toMatchObject({ state: 'ready' });
  });
});
