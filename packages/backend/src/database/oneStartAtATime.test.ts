import {
  startPostgres,
  type TestPostgres,
} from '@remote-env/plugin-remote-env-node/testing';
import { Client } from 'pg';
import { oneStartAtATime } from './oneStartAtATime';

describe('oneStartAtATime', () => {
  let postgres: TestPostgres;
  const written: string[] = [];
  const start = (waitMs?: number) =>
    oneStartAtATime(
      { connectionString: postgres.connectionString },
      line => written.push(line),
      waitMs,
    );

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());
  beforeEach(() => written.splice(0));

  it('lets one go on at a time, each of them', async () => {
    let going = 0;
    const most: number[] = [];
    await Promise.all(
      [1, 2, 3].map(async () => {
        const next = await start();
        going += 1;
        most.push(going);
        await new Promise(setImmediate);
        going -= 1;
        await next();
      }),
    );
    expect(most).toEqual([1, 1, 1]);
    expect(written).toEqual([]);
  });

  it('does not hold up an index that is built concurrently meanwhile, as the catalog does', async () => {
    const first = await start();
    const second = start();
    const client = new Client({ connectionString: postgres.connectionString });
    await client.connect();
    await client.query('create table things (id int)');
    await client.query('set statement_timeout = 5000');
    await client.query('create index concurrently on things (id)');
    await client.end();
    await first();
    await (
      await second
    )();
    expect(written).toEqual([]);
  });

  it('goes on without it when another one does not end, and says so', async () => {
    const stuck = await start();
    const next = await start(300);
    expect(written).toEqual([
      expect.stringContaining('starting without waiting for other portals'),
    ]);
    await next();
    await stuck();
  });
});
