import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TlsFront {
  /** `https://localhost:port` */
  url: string;
  /** Where requests go from now on. */
  forwardTo(port: number): void;
  stop(): Promise<void>;
}

/** What stands before a portal in production: it ends TLS and says in headers what came in. */
export async function startTlsFront(): Promise<TlsFront> {
  let target = 0;
  const server = createServer(selfSigned(), (incoming, answer) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: target,
        method: incoming.method,
        path: incoming.url,
        headers: {
          ...incoming.headers,
          'x-forwarded-for': incoming.socket.remoteAddress,
          'x-forwarded-proto': 'https',
          'x-forwarded-host': incoming.headers.host,
        },
      },
      response => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    outgoing.once('error', () => {
      if (!answer.headersSent) {
        answer.writeHead(502);
      }
      answer.end();
    });
    incoming.pipe(outgoing);
  });
  server.on('upgrade', (incoming, socket) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: target,
      path: incoming.url,
      headers: incoming.headers,
    });
    outgoing.once('upgrade', (response, upstream) => {
      const headers = Object.entries(response.headers).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\n\r\n`,
      );
      upstream.pipe(socket).pipe(upstream);
      upstream.once('error', () => socket.destroy());
      socket.once('error', () => upstream.destroy());
    });
    outgoing.once('response', () => socket.destroy());
    outgoing.once('error', () => socket.destroy());
    outgoing.end();
  });
  const sockets = new Set<Duplex>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `https://localhost:${port}`,
    forwardTo: to => {
      target = to;
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        // Upgraded ones, too.
        sockets.forEach(socket => socket.destroy());
      }),
  };
}

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tls-front-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map(name =>
    path.join(folder, name),
  );
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt'],
        ...['ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...[
          '-subj',
          '/CN=localhost',
          '-addext',
          'subjectAltName=DNS:localhost',
        ],
        ...['-keyout', key ?? '', '-out', cert ?? ''],
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key ?? ''), cert: readFileSync(cert ?? '') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
