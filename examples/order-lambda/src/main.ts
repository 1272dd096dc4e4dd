import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { OrderHandler } from './OrderHandler';
import { createServer } from './server';

const log = (line: string) => console.log(`[order-lambda] ${line}`);

const environmentSchema = z.object({
  LAMBDA_STATE_DIR: z.string().min(1),
  LAMBDA_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  /** From the binding. */
  GATEWAY_URL: z.url(),
  GATEWAY_TOKEN: z.string().min(1),
});

function main(): void {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) {
    log(`cannot start: ${z.prettifyError(parsed.error)}`);
    process.exit(1);
  }
  const env = parsed.data;
  mkdirSync(env.LAMBDA_STATE_DIR, { recursive: true, mode: 0o700 });
  const handler = new OrderHandler({
    url: env.GATEWAY_URL,
    token: env.GATEWAY_TOKEN,
  });
  const server = createServer(handler, log).listen(
    env.LAMBDA_PORT,
    '127.0.0.1',
    () => {
      const address = server.address();
      if (address !== null && typeof address !== 'string') {
        const file = path.join(env.LAMBDA_STATE_DIR, 'state.json');
        writeFileSync(
          `${file}.new`,
          JSON.stringify({
            url: `http://127.0.0.1:${address.port}`,
            pid: process.pid,
          }),
        );
        renameSync(`${file}.new`, file);
        log(`listening on ${address.port}`);
      }
    },
  );
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
}

main();
