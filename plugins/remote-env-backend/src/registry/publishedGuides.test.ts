import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MINIMAL } from '../__testUtils__/serviceDefinitions';
import { useRegistry } from './__testUtils__/useRegistry';

/** Guides that others have published, as their packages have them. */
const ROOT = path.join(__dirname, '../../../../node_modules');
const PACKAGES = [
  '@asyncapi/converter',
  '@readme/oas-examples',
  '@scalar/galaxy',
  'asyncapi-converter',
  'asyncapi-validator',
  'odata-v4-server',
];

jest.setTimeout(30_000);

describe('guides that others have published', () => {
  const { given } = useRegistry();

  it.each(PACKAGES)('%s is kept word for word, and found', async name => {
    const { registry, shop, stores } = given();
    const folder = path.join(ROOT, name);
    const docs = readdirSync(folder)
      .filter(file => file.endsWith('.md'))
      .map(file => ({
        title: file,
        type: 'md',
        source: readFileSync(path.join(folder, file), 'utf8'),
      }));
    expect(docs).not.toEqual([]);
    const { id } = await registry.register(shop, {
      ...MINIMAL,
      documentation: {
        displayName: name,
        description: 'As published',
        type: 'guide',
        docs,
      },
    });
    const opened = await registry.openDocument(shop, id, 'documentation');
    expect(opened?.document.format).toBe('markdown-set');
    const body = Buffer.concat((await opened?.body.toArray()) ?? []);
    expect(JSON.parse(body.toString()).docs).toEqual(docs);
    const words: string[] = [];
    for await (const { key } of stores.documents.list('text/')) {
      const { body: text } = await stores.documents.get(key);
      words.push(Buffer.concat(await text.toArray()).toString());
    }
    expect(words.join()).toContain(docs[0]?.title);
  });
});
