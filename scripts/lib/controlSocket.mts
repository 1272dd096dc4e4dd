import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { z } from 'zod';

const gatewaySchema = z.object({
  control: z.object({ socketPath: z.string() }),
});

/** Asks the gateway of a data directory to drain and end; its supervisor starts it again. */
export function shutDownGateway(dataDir: string, token: string): void {
  const file = path.join(dataDir, 'gateway.json');
  if (!existsSync(file)) {
    return;
  }
  const { control } = gatewaySchema.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  request({
    socketPath: control.socketPath,
    method: 'POST',
    path: '/shutdown',
    headers: { authorization: `Bearer ${token}` },
  })
    .on('error', () => {})
    .on('response', response => response.resume())
    .end();
}
