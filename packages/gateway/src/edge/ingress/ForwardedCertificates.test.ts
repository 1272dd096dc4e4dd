import { TestCa } from '../../__testUtils__/pki';
import { derText } from '../../__testUtils__/TestIngress';
import { ForwardedCertificates } from './ForwardedCertificates';

describe('ForwardedCertificates', () => {
  it('reads the same text once, and forgets the oldest when there are too many', async () => {
    const ca = await TestCa.create('Clients');
    const shop = `:${derText(await ca.issue('shop'))}:`;
    const certificates = ForwardedCertificates.create('client-cert');
    const first = certificates.of([shop]);
    expect(first.peer).toBeDefined();
    expect(certificates.of([shop])).toBe(first);
    // Another text of the same certificate is read by itself.
    const others = Array.from({ length: 1000 }, (_, n) => [
      `${' '.repeat(n + 1)}${shop}`,
    ]);
    for (const other of others) {
      expect(certificates.of(other)).toEqual(first);
    }
    expect(certificates.of([shop])).not.toBe(first);
  });

  it('remembers nothing that is no certificate, and nothing that came twice', async () => {
    const ca = await TestCa.create('Clients');
    const shop = `:${derText(await ca.issue('shop'))}:`;
    const certificates = ForwardedCertificates.create('client-cert');
    certificates.of([shop]);
    expect(certificates.of([shop, shop])).toEqual({
      problem: 'forwarded certificate is ambiguous',
    });
    expect(certificates.of([])).toEqual({});
    const bad = certificates.of([':AAAA:']);
    expect(bad).toEqual({ problem: 'forwarded certificate is malformed' });
    expect(certificates.of([':AAAA:'])).not.toBe(bad);
  });
});
