import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { useParser } from './__testUtils__/useParser';

/** Documents that others have published, as their package has them: by version, then by syntax. */
const ROOT = path.dirname(require.resolve('@readme/oas-examples/package.json'));

const FORMATS = {
  '2.0': 'swagger-2.0',
  '3.0': 'openapi-3.0',
  '3.1': 'openapi-3.1',
} as const;

/** Has a list of responses without one, which its version does not allow. */
const BROKEN = 'openapi-workshop';

const published = Object.entries(FORMATS).flatMap(([version, format]) =>
  readdirSync(path.join(ROOT, version), { recursive: true })
    .map(String)
    .filter(file => /\.(json|yaml)$/.test(file) && !file.includes(BROKEN))
    .map(file => ({ file: path.join(version, file), format })),
);

jest.setTimeout(60_000);

describe('documents that others have published', () => {
  const parser = useParser();

  it('are many, of each version', () => {
    const formats = published.map(({ format }) => format);
    expect(published.length).toBeGreaterThan(100);
    expect(new Set(formats)).toEqual(new Set(Object.values(FORMATS)));
  });

  it.each(published)('$file is taken as $format', async ({ file, format }) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    expect(await parser().parse('api', text)).toMatchObject({
      format,
      contentType: file.endsWith('.json')
        ? 'application/json'
        : 'application/yaml',
      searchText: expect.stringMatching(/./),
    });
  });
});
