import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { Socket, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OAuth } from './api/oauth';
import { Orders } from './api/Orders';
import { createApi } from './api/server';
import { connect, readConnection } from './connector/certificate';
import { Connector } from './connector/Connector';
import { Outbox } from './connector/Outbox';
import { readSettings, type Settings } from './settings';

const RETRY_MS = 1_000;
const SHIPPING_MS = 20_000;
const log = (line: string) => console.log(`[shop] ${line}`);

function clientSecret(stateDir: string): string {
  const file = path.join(stateDir, 'client-secret');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

async function openConnector(settings: Settings): Promise<Connector> {
  const ca = settings.edgeCaFile
    ? readFileSync(settings.edgeCaFile, 'utf8')
    : undefined;
  const connection =
    readConnection(settings.stateDir, settings.edgeUrl) ??
    (settings.tokenUrl
      ? await connect(settings.tokenUrl, settings.stateDir, ca)
      : undefined);
  if (!connection) {
    throw new Error('SHOP_TOKEN_URL is needed for the first connection.');
  }
  return Connector.create({ ...connection, ca });
}

/** Registers, again and again until the edge can be reached. */
async function register(
  settings: Settings,
  baseUrl: string,
  secret: string,
): Promise<[Connector, string]> {
  for (;;) {
    try {
      const connector = await openConnector(settings);
      return [
        connector,
        await connector.register(baseUrl, {
          clientId: 'remote-environments',
          clientSecret: secret,
        }),
      ];
    } catch (error) {
      log(
        `not connected yet: ${
          error instanceof Error ? error.message : String(error)
        }`,
      );
      await delay(RETRY_MS);
    }
  }
}

function simulateCustomers(orders: Orders, seconds: number): void {
  if (seconds === 0) {
    return;
  }
  setInterval(() => {
    const articles = orders.articles();
    const article =
      articles[Math.floor(Math.random() * articles.length)] ?? 'tray';
    const { code } = orders.place(article, 1 + Math.floor(Math.random() * 4));
    setTimeout(() => orders.ship(code), SHIPPING_MS).unref();
  }, seconds * 1000).unref();
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  mkdirSync(settings.stateDir, { recursive: true, mode: 0o700 });
  const secret = clientSecret(settings.stateDir);
  const orders = new Orders();
  const oauth = new OAuth({
    clientId: 'remote-environments',
    clientSecret: secret,
  });
  const server = createApi(orders, oauth).listen(settings.port, '127.0.0.1');
  await new Promise((resolve, reject) =>
    server.once('listening', resolve).once('error', reject),
  );
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server has no port.');
  }
  const baseUrl = `http://127.0.0.1:${address.port}`;
  log(`API at ${baseUrl}`);

  const end = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (process.env.REMOTE_ENV_LIFETIME_FD) {
    new Socket({ fd: Number(process.env.REMOTE_ENV_LIFETIME_FD) })
      .on('close', end)
      .on('error', () => {})
      .resume()
      .unref();
  }

  const [connector, serviceId] = await register(settings, baseUrl, secret);
  const outbox = new Outbox(log);
  orders.on('placed', order =>
    outbox.add(() =>
      connector.sendLegacyEvent('order.created', 'v1', {
        orderCode: order.code,
      }),
    ),
  );
  orders.on('shipped', order =>
    outbox.add(() =>
      connector.sendCloudEvent('order.shipped', 'v1', {
        orderCode: order.code,
        carrier: 'post',
      }),
    ),
  );
  const stateFile = path.join(settings.stateDir, 'state.json');
  const state = {
    url: baseUrl,
    pid: process.pid,
    services: { orders: serviceId },
  };
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
  log(`connected as ${connector.application}, service ${serviceId}`);
  simulateCustomers(orders, settings.orderIntervalSeconds);
}

main().catch(error => {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
