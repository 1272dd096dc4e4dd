import {
  hasQualityRules,
  qualityGrade,
  qualityScore,
  type FindingSeverity,
} from './documentQuality';

const found = (severity: FindingSeverity, count: number) => ({
  severity,
  count,
});

describe('qualityScore', () => {
  it('is 100 without findings, and only then', () => {
    expect(qualityScore(12, [])).toBe(100);
    expect(qualityScore(0, [])).toBe(100);
    expect(qualityScore(5000, [found('info', 1)])).toBe(99);
  });

  it.each([
    ['a warning for every fifth operation', 50, [found('warning', 10)], 90],
    ['a warning for each', 50, [found('warning', 50)], 66],
    ['an error for each', 50, [found('error', 50)], 28],
    ['an info for each', 50, [found('info', 50)], 90],
    ['a warning in a document of one operation', 1, [found('warning', 1)], 90],
    ['an error in a document of one operation', 1, [found('error', 1)], 66],
    ['an error in a document without any', 0, [found('error', 1)], 66],
    [
      'findings of several rules',
      10,
      [found('error', 1), found('warning', 5), found('info', 10)],
      62,
    ],
  ])('with %s', (_, operations, rules, score) => {
    expect(qualityScore(operations, rules)).toBe(score);
  });

  it('counts a rule once for each operation at most', () => {
    expect(qualityScore(50, [found('warning', 5000)])).toBe(
      qualityScore(50, [found('warning', 50)]),
    );
  });

  it('falls with every rule and stays above nothing', () => {
    const rules = Array.from({ length: 40 }, () => found('error', 1e6));
    const scores = rules.map((_, i) => qualityScore(1, rules.slice(0, i)));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
  });
});

describe('qualityGrade', () => {
  it.each([
    [100, 'good'],
    [90, 'good'],
    [89, 'fair'],
    [60, 'fair'],
    [59, 'poor'],
    [0, 'poor'],
  ])('calls %d %s', (score, grade) => {
    expect(qualityGrade(score)).toBe(grade);
  });
});

describe('hasQualityRules', () => {
  it.each([
    ['swagger-2.0', true],
    ['openapi-3.0', true],
    ['openapi-3.2', true],
    ['asyncapi-2', true],
    ['asyncapi-3', true],
    ['asyncapi-1', false],
    ['odata-edmx', false],
    ['odata-csdl', false],
    ['markdown-set', false],
  ])('%s: %s', (format, rules) => {
    expect(hasQualityRules(format)).toBe(rules);
  });
});
