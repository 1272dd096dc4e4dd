import { encodePem } from './pem';
import {
  MAX_REQUEST_LENGTH,
  requestOfBytes,
  requestOfText,
} from './readRequest';

const DER = Uint8Array.from([0x30, 0x82, 0x01, 0x02, ...Array(70).fill(7)]);
const PEM = encodePem(DER.buffer, 'CERTIFICATE REQUEST');

describe('a request that somebody gives', () => {
  it('may be PEM, DER, or base64 without its label lines', () => {
    expect(requestOfText(PEM)).toEqual({ pem: PEM });
    expect(requestOfBytes(new TextEncoder().encode(PEM))).toEqual({ pem: PEM });
    expect(requestOfBytes(DER)).toEqual({ pem: PEM });
    const bare = PEM.split('\n').slice(1, -2).join('\n');
    expect(requestOfText(` ${bare}\n`).pem).toBe(PEM);
    // What it is otherwise, the portal says.
    expect(requestOfText('hello')).toEqual({ pem: 'hello' });
  });

  it('is not sent when it is huge, or a private key', () => {
    expect(requestOfText('x'.repeat(MAX_REQUEST_LENGTH + 1))).toEqual({
      problem: 'tooLarge',
    });
    expect(requestOfBytes(new Uint8Array(MAX_REQUEST_LENGTH + 1))).toEqual({
      problem: 'tooLarge',
    });
    for (const kind of ['', 'RSA ', 'ENCRYPTED ']) {
      expect(
        requestOfText(`${PEM}-----BEGIN ${kind}PRIVATE KEY-----\nMIIB`),
      ).toEqual({ problem: 'privateKey' });
    }
  });
});
