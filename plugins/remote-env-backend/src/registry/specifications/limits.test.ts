import { mockLogger } from '../../__testUtils__/mockLogger';
import { info, operation } from './__testUtils__/samples';
import { SpecificationParser } from './SpecificationParser';

jest.setTimeout(60_000);

describe('SpecificationParser under its limits', () => {
  /** Large enough to take far more than the limits below. */
  const heavy = () => {
    const many = Object.fromEntries(
      Array.from({ length: 60_000 }, (_, i) => [`/p${i}`, { get: operation }]),
    );
    // The comment makes it YAML, which takes longer to read and more memory.
    return `${JSON.stringify({ openapi: '3.1.0', info, paths: many })} # YAML`;
  };

  /** As large as those, and quickly read. */
  const large = () =>
    JSON.stringify({
      swagger: '2.0',
      info: { ...info, 'x-a': 'a'.repeat(1e6) },
    });

  it('lets no small document wait for a large one', async () => {
    const parser = SpecificationParser.create({
      logger: mockLogger(),
      timeoutMs: 10_000,
    });
    await parser.ready();
    const order: string[] = [];
    // Read or given up: it takes seconds.
    const reading = parser.parse('api', heavy()).then(
      () => order.push('large'),
      () => order.push('large'),
    );
    await parser.parse('api', '{"swagger":"2.0"}');
    order.push('small');
    await reading;
    expect(order).toEqual(['small', 'large']);
    await parser.close();
  });

  it('ends a document that takes too long, and goes on', async () => {
    const parser = SpecificationParser.create({
      logger: mockLogger(),
      maxWorkers: 1,
      timeoutMs: 1500,
    });
    await expect(parser.parse('api', heavy())).rejects.toThrow(
      'takes longer than 1.5 seconds to read',
    );
    await expect(parser.parse('api', large())).resolves.toMatchObject({
      format: 'swagger-2.0',
    });
    await parser.close();
  });

  it('ends a document that takes too much memory, and goes on', async () => {
    const parser = SpecificationParser.create({
      logger: mockLogger(),
      maxWorkers: 1,
      maxHeapMb: 96,
    });
    await expect(parser.parse('api', heavy())).rejects.toThrow(
      'takes too much memory to read',
    );
    await expect(parser.parse('api', large())).resolves.toMatchObject({
      format: 'swagger-2.0',
    });
    await parser.close();
  });

  it('turns work away when too much waits', async () => {
    const parser = SpecificationParser.create({
      logger: mockLogger(),
      maxWorkers: 1,
      maxQueued: 1,
    });
    await parser.ready();
    const work = (title: string) =>
      parser.parse('api', `{"swagger":"2.0","x-title":"${title}"}`);
    const results = await Promise.allSettled([work('a'), work('b'), work('c')]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(results[2]).toMatchObject({
      reason: { name: 'RegistryBusyError' },
    });
    await parser.close();
  });
});
