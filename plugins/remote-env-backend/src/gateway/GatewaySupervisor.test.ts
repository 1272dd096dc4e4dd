import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GatewayConfigInput } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { mockLogger } from '../__testUtils__/mockLogger';
import { eventually } from '../__testUtils__/testStore';
import { trustOn } from '../trust/__testUtils__/trustOn';
import { GatewayUnreachableError } from './errors';
import { GatewayControl } from './GatewayControl';
import { createGatewayHealth } from './gatewayHealth';
import { GatewaySupervisor } from './GatewaySupervisor';

const GATEWAY = path.resolve(__dirname, '../../../../packages/gateway');
const KEY = randomBytes(32);

/** Supervision of the real gateway, as it is installed. */
describe('GatewaySupervisor', () => {
  let dataDir: string;
  let config: GatewayConfigInput;
  let control: GatewayControl;
  let lifetimeFd: number;
  const supervisors: GatewaySupervisor[] = [];
  const logger = mockLogger();

  beforeAll(async () => {
    if (!existsSync(path.join(GATEWAY, 'dist/gateway.js'))) {
      await promisify(execFile)(process.execPath, ['build.mjs'], {
        cwd: GATEWAY,
      });
    }
    dataDir = await mkdtemp(path.join(tmpdir(), 'supervisor-'));
    const file = path.join(dataDir, 'resources.sqlite');
    const store = createDatabaseResourceStore({
      connection: { client: 'sqlite', file },
      encryptionKey: KEY,
    });
    await trustOn(store, { dataDir }).anchors.prepare();
    await store.close();
    const pipe = path.join(dataDir, 'lifetime');
    await promisify(execFile)('mkfifo', [pipe]);
    lifetimeFd = openSync(pipe, 'r+');
    const controlToken = randomBytes(32).toString('hex');
    const socketPath = path.join(dataDir, 'gateway.sock');
    config = {
      roles: ['edge', 'events', 'apiproxy', 'delivery'],
      dataDir,
      resourceStore: {
        type: 'database',
        database: { client: 'sqlite', file },
      },
      eventBus: {
        type: 'database',
        database: {
          client: 'sqlite',
          file: path.join(dataDir, 'events.sqlite'),
        },
      },
      encryptionKey: KEY.toString('base64'),
      edge: { listen: { port: 0 }, publicUrl: 'https://localhost:8443' },
      apiProxy: { listen: { port: 0 }, publicUrl: 'http://localhost:8081' },
      metrics: { listen: { port: 0 } },
      portal: {
        url: 'http://127.0.0.1:9/api/remote-env',
        token: randomBytes(32).toString('hex'),
        assertionKey: KEY.toString('base64'),
      },
      control: { socketPath, token: controlToken },
    };
    control = GatewayControl.create({ socketPath, token: controlToken });
  }, 60_000);

  afterEach(async () => {
    await Promise.all(supervisors.splice(0).map(each => each.stop()));
  });

  afterAll(async () => {
    await control.shutdown().catch(() => undefined);
    closeSync(lifetimeFd);
    await rm(dataDir, { recursive: true });
  });

  function supervise(
    options: { config?: Partial<GatewayConfigInput>; lifetimeFd?: number } = {},
  ) {
    const supervisor = GatewaySupervisor.create({
      ...options,
      config: { ...config, ...options.config },
      control,
      logger,
    });
    supervisors.push(supervisor);
    supervisor.start();
    return supervisor;
  }

  const ready = (pid?: number) =>
    eventually(async () => {
      const status = await control.status();
      expect(status.unready).toEqual([]);
      expect(status.pid).not.toBe(pid);
      return status;
    }, 15_000);

  it('starts one, shows it, and has it serving again within 2 s of a kill -9', async () => {
    const supervisor = supervise();
    const health = createGatewayHealth({ control, supervisor });
    expect((await health()).state).toBe('starting');
    const first = await ready();
    expect(await health()).toMatchObject({
      state: 'running',
      pid: first.pid,
      restarts: 0,
      adopted: false,
      roles: ['edge', 'events', 'apiproxy', 'delivery'],
    });
    const file = path.join(dataDir, 'gateway.json');
    expect((await stat(file)).mode % 0o1000).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ dataDir });

    const killedAt = performance.now();
    process.kill(first.pid, 'SIGKILL');
    const second = await ready(first.pid);
    const outage = performance.now() - killedAt;
    expect(outage).toBeLessThan(2_000);
    expect(await health()).toMatchObject({
      pid: second.pid,
      restarts: 1,
      lastExit: 'SIGKILL',
    });

    await supervisor.stop();
    await expect(control.status()).rejects.toThrow(GatewayUnreachableError);
  }, 30_000);

  it('adopts a running one with its configuration, notices its death, and replaces any other', async () => {
    // With a lifetime pipe a gateway outlives the portal that started it.
    const before = supervise({ lifetimeFd });
    const running = await ready();
    await before.stop();
    expect((await control.status()).pid).toBe(running.pid);

    const supervisor = supervise();
    const health = createGatewayHealth({ control, supervisor });
    await eventually(async () =>
      expect(await health()).toMatchObject({
        state: 'running',
        adopted: true,
        pid: running.pid,
      }),
    );
    const killedAt = performance.now();
    process.kill(running.pid, 'SIGKILL');
    const next = await ready(running.pid);
    expect(performance.now() - killedAt).toBeLessThan(2_000);
    expect(await health()).toMatchObject({ adopted: false, restarts: 1 });
    await supervisor.stop();

    const third = supervise({ lifetimeFd });
    const old = await ready(next.pid);
    await third.stop();
    supervise({ config: { roles: ['apiproxy'] } });
    const replaced = await ready(old.pid);
    expect(replaced.roles).toEqual(['apiproxy']);
  }, 60_000);
});
