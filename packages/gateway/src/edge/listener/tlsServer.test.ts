import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { TestCa } from '../../__testUtils__/pki';
import { closeServer, listen } from '../../http/listen';
import { createTlsServer, LISTENER_LIMITS, setTlsMaterial } from './tlsServer';

describe('createTlsServer', () => {
  const server = createTlsServer({
    ...LISTENER_LIMITS,
    handshakeMs: 100,
    headersMs: 100,
    requestMs: 200,
    silenceMs: 400,
    checkMs: 20,
  });
  let ca: TestCa;
  let port: number;

  beforeAll(async () => {
    ca = await TestCa.create('Servers');
    setTlsMaterial(
      server,
      await ca.issue('localhost', { usage: 'server', dnsNames: ['localhost'] }),
      '',
    );
    server.on('request', (req, res) => {
      req.resume();
      if (req.url === '/silent') {
        return;
      }
      req.on('end', () => res.end('ok'));
    });
    port = await listen(server, { host: '127.0.0.1', port: 0 }, 'test');
  });

  afterAll(() => closeServer(server, AbortSignal.timeout(500)));

  /** Sends some bytes, then waits for the server to end the connection. */
  async function stall(text: string): Promise<string> {
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: ca.cert,
      servername: 'localhost',
    });
    let answer = '';
    socket.on('data', data => {
      answer += data;
    });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    socket.write(text);
    await once(socket, 'close');
    return answer;
  }

  it('ends a handshake that does not go on', async () => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => {});
    const [hadError] = await once(socket, 'close');
    expect(hadError).toBe(false);
  });

  it.each([
    ['head', 'GET / HTTP/1.1\r\nhost: a\r\nx: '],
    ['body', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab'],
  ])('answers 408 to a request whose %s does not go on', async (_, text) => {
    expect(await stall(text)).toMatch(
      /^HTTP\/1.1 408 [^]*"error":"Request Timeout\."/,
    );
  });

  it('ends a connection on which nothing happens', async () => {
    expect(await stall('GET /silent HTTP/1.1\r\nhost: a\r\n\r\n')).toBe('');
  });

  it('closes although a handshake is under way', async () => {
    const other = createTlsServer();
    const otherPort = await listen(
      other,
      { host: '127.0.0.1', port: 0 },
      'other',
    );
    const socket = connectTcp(otherPort, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    await closeServer(other, AbortSignal.timeout(50));
    expect(other.listening).toBe(false);
  });

  it('keeps the certificate that it has when another cannot be used', async () => {
    expect(() =>
      setTlsMaterial(server, { cert: 'none', key: 'none' }, ''),
    ).toThrow();
    expect(
      await stall('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'),
    ).toContain('ok');
  });
});
