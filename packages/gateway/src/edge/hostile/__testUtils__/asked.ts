import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import type { HostileAnswer } from '@remote-env/plugin-remote-env-node/testing-hostile';
import { z } from 'zod';
import type { EdgeAnswer } from '../../../__testUtils__/edgeClient';
import type { Credentials } from '../../../__testUtils__/pki';
import type { TestEdge } from '../../../__testUtils__/TestEdge';

const errorBody = z.strictObject({ code: z.number(), error: z.string() });

function answerOf(status: number, body: () => unknown): HostileAnswer {
  return status < 400
    ? { status }
    : { status, error: errorBody.parse(body()).error };
}

/** An answer in the terms of the list. */
export async function asked(call: Promise<EdgeAnswer>): Promise<HostileAnswer> {
  const answer = await call;
  return answerOf(answer.status, () => answer.json);
}

/** The same of a call that gets no further than the handshake. */
export async function askedInVain(
  call: Promise<unknown>,
): Promise<HostileAnswer> {
  return call.then(
    () => ({ status: 200 }),
    () => ({ status: 'no TLS' }),
  );
}

/**
 * Sends bytes over TLS, piece by piece until something comes back.
 *
 * @param credentials - with which certificate; absent: with none
 */
export async function askedInBytes(
  edge: TestEdge,
  pieces: Iterable<string | Buffer>,
  credentials?: Credentials,
): Promise<HostileAnswer> {
  const socket = connect({
    port: edge.port,
    host: '127.0.0.1',
    ca: edge.stores.serverCa.cert,
    servername: 'localhost',
    cert: credentials?.cert,
    key: credentials?.key,
  });
  await once(socket, 'secureConnect');
  let text = '';
  socket.on('data', data => {
    text += data;
  });
  // What is not read any more may be answered by a reset.
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  for (const piece of pieces) {
    if (text !== '' || socket.destroyed) {
      break;
    }
    await new Promise<void>(resolve => {
      socket.write(piece, () => resolve());
    });
  }
  await closed;
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
  return answerOf(status, () => JSON.parse(text.split('\r\n\r\n')[1] ?? ''));
}

/** Speaks HTTP where TLS is spoken. */
export async function askedInClear(edge: TestEdge): Promise<HostileAnswer> {
  const socket = connectPlain({ port: edge.port, host: '127.0.0.1' });
  let text = '';
  socket.on('data', data => {
    text += data.toString('latin1');
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write('GET /v1/health HTTP/1.1\r\nHost: edge.test\r\n\r\n');
  await once(socket, 'close');
  return { status: text.startsWith('HTTP/') ? 200 : 'no TLS' };
}
