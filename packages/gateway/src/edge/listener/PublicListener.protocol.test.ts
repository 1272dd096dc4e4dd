import { EdgeClient } from '../../__testUtils__/edgeClient';
import { TestCa } from '../../__testUtils__/pki';
import { createLogger } from '../../process/Logger';
import { PublicListener } from './PublicListener';

const FORGED = {
  'Client-Cert': [':AAAA:', ':BBBB:'],
  'Client-Cert-Chain': ':AAAA:',
  'X-Forwarded-Client-Cert': 'Hash=0',
  'X-SSL-Client-Cert': 'x',
  'SSL-Client-Cert': 'x',
  'X-Acme-Cert': 'x',
};

describe('PublicListener', () => {
  let listener: PublicListener;
  let ca: TestCa;

  beforeAll(async () => {
    ca = await TestCa.create('Servers');
    listener = PublicListener.create({
      listen: { host: '127.0.0.1', port: 0 },
      forwardedHeader: 'x-acme-cert',
      serve: (req, res, entrance) => {
        const { ip, presented } = entrance.sender(req);
        const { headers, headersDistinct, rawHeaders } = req;
        res.end(
          JSON.stringify({
            ip,
            presented: presented(),
            headers,
            headersDistinct,
            rawHeaders,
          }),
        );
      },
      onHandshakeFailed: () => {},
      logger: createLogger({ level: 'error', write: () => {} }),
    });
    listener.useMaterial(
      await ca.issue('localhost', { usage: 'server', dnsNames: ['localhost'] }),
      '',
    );
    await listener.start();
  });

  afterAll(() => listener.stop(AbortSignal.timeout(500)));

  it('takes forwarded certificates out of a request in every form that Node has of it, and nothing else', async () => {
    const client = new EdgeClient({ port: listener.port() ?? 0, ca: ca.cert });
    const call = { path: '/', headers: { 'X-Other': 'kept', Host: 'a' } };
    const plain = await client.call(call);
    const forged = await client.call({
      ...call,
      headers: { ...FORGED, ...call.headers },
    });
    expect(forged.json).toEqual(plain.json);
    expect(plain.json).toMatchObject({
      ip: '127.0.0.1',
      presented: {},
      headers: { 'x-other': 'kept' },
      headersDistinct: { 'x-other': ['kept'] },
    });
    client.close();
  });
});
