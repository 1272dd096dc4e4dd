import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import {
  startPostgres,
  until,
  type TestPostgres,
} from '@remote-env/plugin-remote-env-node/testing';
import type { ClientConfig } from 'pg';
import { DatabaseWatch } from './DatabaseWatch';

/** A server that was named is not ours to kill. */
const named = process.env.REMOTE_ENV_TEST_POSTGRES_URL !== undefined;

describe('DatabaseWatch', () => {
  const changes: boolean[] = [];
  let watch: DatabaseWatch;
  const start = (database: ClientConfig) => {
    changes.splice(0);
    watch = DatabaseWatch.start({
      database,
      onChange: away => changes.push(away),
      pauseMs: 50,
      answerMs: 300,
    });
  };
  afterEach(() => watch.close());

  it('takes a server that says nothing for one that is away', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    start({ host: '127.0.0.1', port, user: 'any' });
    await until('it is away', async () => watch.away);
    expect(changes).toEqual([true]);
    watch.close();
    silent.close();
  });

  (named ? describe.skip : describe)('on a server of its own', () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    }, 60_000);
    afterAll(() => postgres.stop());

    it('knows that it was killed and is back', async () => {
      start({ connectionString: postgres.connectionString });
      await postgres.kill();
      await until('it is away', async () => watch.away);
      await postgres.restart();
      await until('it is back', async () => !watch.away);
      expect(changes).toEqual([true, false]);
    });
  });
});
