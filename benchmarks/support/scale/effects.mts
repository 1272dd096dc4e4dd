import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Addresses } from '../../../e2e/support/installation.ts';
import { connectEnvironment } from '../connected.mts';
import { EdgeSystem } from './edgeSystem.mts';
import type { PortalAdmin } from './people.mts';

const PATIENCE_MS = 30_000;

const idSchema = z.object({ id: z.string() });
const bindingSchema = z.object({
  id: z.string(),
  gatewayUrl: z.string(),
  token: z.string(),
});
const certificatesSchema = z.object({
  items: z.array(z.object({ fingerprint: z.string(), state: z.string() })),
});

/** Milliseconds from the answer to a change until the data plane acts by it. */
export interface Effects {
  targetChanged: number;
  bindingRemoved: number;
  certificateRevoked: number;
}

/** Polls a busy gateway without being the load itself. */
async function elapsedUntil(
  what: string,
  condition: () => Promise<boolean>,
): Promise<number> {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error(`Not within ${PATIENCE_MS} ms: ${what}`);
    }
    await delay(5);
  }
  return performance.now() - started;
}

async function answering(text: string): Promise<Server & { url: string }> {
  const server = createServer((_request, response) => {
    response.end(text);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: `http://localhost:${port}` });
}

function definition(targetUrl: string) {
  return {
    provider: 'Benchmark',
    name: 'Changing',
    description: 'Its target changes',
    api: { targetUrl },
  };
}

/** Makes three changes through the portal API and waits for each at the gateway. */
export async function measureEffects(
  addresses: Addresses,
  admin: PortalAdmin,
  name: string,
): Promise<Effects> {
  const before = await answering('before');
  const after = await answering('after');
  const identity = await connectEnvironment(addresses.dataDir, name);
  const system = new EdgeSystem(addresses, identity);
  try {
    const services = `/environments/${name}/services`;
    const { id } = await admin.call(
      'POST',
      services,
      idSchema,
      definition(before.url),
    );
    const binding = await admin.call(
      'POST',
      `${services}/${id}/bindings`,
      bindingSchema,
      { consumer: { namespace: 'benchmark', name: 'caller' } },
    );
    const call = () =>
      fetch(binding.gatewayUrl, {
        headers: { 'x-remote-env-token': binding.token },
      });
    const answers = async (text: string) =>
      (await (await call()).text()) === text;
    await elapsedUntil('the first call works', () => answers('before'));

    await admin.call(
      'PUT',
      `${services}/${id}`,
      z.unknown(),
      definition(after.url),
    );
    const targetChanged = await elapsedUntil('the new target is called', () =>
      answers('after'),
    );
    await admin.call(
      'DELETE',
      `/environments/${name}/bindings/${binding.id}`,
      z.unknown(),
    );
    const bindingRemoved = await elapsedUntil(
      'the binding is refused',
      async () => [401, 403].includes((await call()).status),
    );

    const seen = async () =>
      (await system.call('GET', `/${name}/v1/events/subscribed`)).status;
    await elapsedUntil(
      'the certificate is accepted',
      async () => (await seen()) === 200,
    );
    const { items } = await admin.call(
      'GET',
      `/environments/${name}/certificates`,
      certificatesSchema,
    );
    for (const { fingerprint } of items) {
      await admin.call(
        'POST',
        `/environments/${name}/certificates/${fingerprint}/revocation`,
        z.unknown(),
        {},
      );
    }
    const certificateRevoked = await elapsedUntil(
      'the certificate is refused',
      async () => (await seen()) === 403,
    );
    return { targetChanged, bindingRemoved, certificateRevoked };
  } finally {
    system.close();
    before.close();
    after.close();
  }
}
