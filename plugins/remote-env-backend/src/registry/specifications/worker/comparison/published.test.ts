import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changesOf } from './__testUtils__/changesOf.ts';

describe('documents that are published', () => {
  const folder = dirname(require.resolve('@readme/oas-examples/package.json'));
  const read = (version: string, file: string) => ({
    format: version === '2.0' ? 'swagger-2.0' : `openapi-${version}`,
    text: readFileSync(join(folder, version, 'json', file), 'utf8'),
  });

  it.each(['2.0', '3.0', '3.1'])(
    'of version %s do not differ from themselves',
    version => {
      const files = readdirSync(join(folder, version, 'json')).filter(file =>
        file.endsWith('.json'),
      );
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        const document = read(version, file);
        expect([file, changesOf(document, document)]).toEqual([file, []]);
      }
    },
  );

  it('change what they say, and not because they move to a newer version', () => {
    const is = read('3.1', 'petstore.json');
    for (const version of ['2.0', '3.0']) {
      const breaking = changesOf(read(version, 'petstore.json'), is).filter(
        change => change.startsWith('breaking'),
      );
      expect(breaking).toEqual([
        'breaking mediaType.removed body multipart/form-data',
      ]);
    }
  });
});
