import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { outboundSchema } from '../config';
import { Authority, type KeyAndCertificate } from '../x509';
import { OutboundClient } from './OutboundClient';
import type { OutboundTls } from './pinnedConnector';

const HOUR = 3600 * 1000;
const LIMITS = { purpose: 'target', maxBytes: 1000, timeoutMs: 5000 } as const;

let root: KeyAndCertificate;
let server: Server;
let url: string;
const client = OutboundClient.create(
  outboundSchema.parse({ allowLoopback: true }),
  {
    own: () => [],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  },
);

beforeAll(async () => {
  root = await Authority.createRoot({ subject: [['CN', 'Target CA']] });
  const authority = await Authority.load(root);
  const { certificate, key } = await authority.issueServer({
    hosts: ['shop.test'],
    validityMs: HOUR,
  });
  server = createServer(
    {
      cert: certificate,
      key,
      ca: root.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (req, res) => {
      const socket = req.socket as TLSSocket;
      res.end(
        JSON.stringify({
          servername: socket.servername,
          client: socket.getPeerCertificate().subject?.CN,
        }),
      );
    },
  );
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `shop.test:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await client.close();
  server.close();
});

async function call(host: string, tls?: OutboundTls) {
  const { body } = await client.request(`https://${host}/`, { ...LIMITS, tls });
  return JSON.parse(body.toString());
}

describe('TLS of outbound calls', () => {
  it('verifies the target against the given authority, under its name', async () => {
    expect(await call(url, { ca: root.certificate })).toEqual({
      servername: 'shop.test',
    });
    await expect(
      call(url.replace('shop', 'other'), { ca: root.certificate }),
    ).rejects.toThrow('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('does not believe an unknown authority, unless told to', async () => {
    await expect(call(url)).rejects.toMatchObject({
      name: 'OutboundConnectionError',
      message: expect.stringMatching(
        /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
      ),
    });
    expect(await call(url, { rejectUnauthorized: false })).toEqual({
      servername: 'shop.test',
    });
    // The connection that was not verified is not used by those who verify.
    await expect(call(url)).rejects.toThrow('connection failed');
  });

  it('shows a client certificate to the target it was given for', async () => {
    const authority = await Authority.load(root);
    const { certificate, key } = await authority.issueServer({
      hosts: ['client-1'],
      validityMs: HOUR,
    });
    expect(
      await call(url, { ca: root.certificate, cert: certificate, key }),
    ).toEqual({ servername: 'shop.test', client: 'client-1' });
    expect(await call(url, { ca: root.certificate })).toEqual({
      servername: 'shop.test',
    });
  });
});
