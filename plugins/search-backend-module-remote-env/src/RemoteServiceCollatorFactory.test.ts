import { truncate } from 'node:fs/promises';
import path from 'node:path';
import { documentTextKey } from '@remote-env/plugin-remote-env-node';
import { useRegistered } from './__testUtils__/useRegistered';

describe('RemoteServiceCollatorFactory', () => {
  const { add, collate, documents, folder, withWords } = useRegistered();

  it('says until when a service is there', async () => {
    await add('id-1', { deprecation: { endsOn: '2031-05-01' } });
    expect(await collate()).toMatchObject([
      { endsOn: '2031-05-01', text: expect.stringContaining('deprecated') },
    ]);
  });

  it('gives every service that readers see, with the words to find it by', async () => {
    await add('id-1', {
      labels: { team: 'checkout' },
      events: { types: [{ name: 'order.created', version: 'v1' }] },
      documents: await withWords('Find an order\n/orders/{code}'),
    });
    await add('id-2', { phase: 'Pending' });
    await add('id-3', { phase: 'Deleting' });
    expect(await collate()).toEqual([
      {
        title: 'Orders',
        text: [
          'What customers bought',
          'Shop',
          'orders',
          'team=checkout',
          'order.created',
          'Find an order',
          '/orders/{code}',
        ].join('\n'),
        location: '/remote-env/environments/shop/services/id-1',
        authorization: { resourceRef: 'shop' },
        environment: 'shop',
        serviceId: 'id-1',
        provider: 'Shop',
        kinds: ['events'],
      },
    ]);
  });

  it('takes no more words than search can hold', async () => {
    const long = `begin ${'ö'.repeat(60_000)} end`;
    await add('id-1', { documents: await withWords(long) });
    const [document] = await collate();
    expect(document?.text).toContain('begin');
    expect(document?.text).not.toContain('end');
    expect(document?.text.length).toBeLessThan(9000);
  });

  it('does without words that are missing or damaged, but not without the store', async () => {
    const damaged = await withWords('damaged');
    const key = documentTextKey(damaged.apiSpec.sha256);
    await truncate(path.join(folder(), 'documents', `${key}~`), 600);
    await add('id-1', { documents: damaged });
    const missing = await withWords('missing');
    await documents().delete(documentTextKey(missing.apiSpec.sha256));
    await add('id-2', { documents: missing });
    expect((await collate()).map(({ text }) => text)).toEqual([
      'What customers bought\nShop\norders',
      'What customers bought\nShop\norders',
    ]);
    await documents().close();
    await expect(collate()).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
  });

  it('leaves most of the time to others while there is much to read', async () => {
    await Promise.all(
      Array.from({ length: 300 }, async (_, index) =>
        add(`id-${index}`, { documents: await withWords(`word ${index}`) }),
      ),
    );
    const pauses: number[] = [];
    const started = performance.now();
    const found = await collate(async ms => {
      pauses.push(ms);
    });
    const took = performance.now() - started;
    expect(found).toHaveLength(300);
    expect(pauses.length).toBeGreaterThan(0);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(60);
    const rested = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(rested).toBeLessThanOrEqual(took * 3);
  });
});
