import { outboundSchema } from '../config';
import { parseAddress } from './addresses';
import { OutboundDeniedError } from './errors';
import {
  ownListener,
  OutboundPolicy,
  type OutboundPurpose,
  type OwnListener,
} from './OutboundPolicy';

type Config = Parameters<typeof outboundSchema.parse>[0];

function policyOf(config: Config = {}, own: OwnListener[] = []) {
  return OutboundPolicy.create(outboundSchema.parse(config), () => own);
}

/** Why the call is refused; undefined when it may be made. `resolved` stands for what the name service says. */
function refusal(
  policy: OutboundPolicy,
  url: string,
  options: { purpose?: OutboundPurpose; resolved?: string[] } = {},
): string | undefined {
  try {
    const checked = policy.checkUrl(url, options.purpose ?? 'target');
    for (const text of options.resolved ?? []) {
      const address = parseAddress(text);
      if (!address) {
        throw new Error(`${text} is no address`);
      }
      policy.checkAddress(checked, address);
    }
    return undefined;
  } catch (error) {
    if (error instanceof OutboundDeniedError) {
      return error.reason;
    }
    throw error;
  }
}

describe('OutboundPolicy', () => {
  it.each([
    ['not a url', 'malformed'],
    ['file:///etc/passwd', 'scheme'],
    ['ftp://acme.test/', 'scheme'],
    ['gopher://acme.test/', 'scheme'],
    ['https://user:secret@acme.test/', 'credentials'],
    ['https://user@acme.test/', 'credentials'],
    ['http://acme.test/', 'plain-http'],
    ['http://93.184.216.34/', 'plain-http'],
  ])('refuses %s as %s', (url, reason) => {
    expect(refusal(policyOf(), url)).toBe(reason);
  });

  it('refuses URLs beyond 4096 characters', () => {
    expect(refusal(policyOf(), `https://acme.test/${'x'.repeat(4096)}`)).toBe(
      'malformed',
    );
  });

  it.each([
    // what WHATWG URL parsing turns into 127.0.0.1
    ['https://127.0.0.1/', 'loopback'],
    ['https://127.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f000001/', 'loopback'],
    ['https://0177.0.0.1/', 'loopback'],
    ['https://127.0.0.1./', 'loopback'],
    ['https://[::1]/', 'loopback'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:7f00:1]/', 'loopback'],
    ['https://[64:ff9b::7f00:1]/', 'loopback'],
    ['https://10.0.0.1/', 'private-address'],
    ['https://172.31.255.255/', 'private-address'],
    ['https://192.168.1.1/', 'private-address'],
    ['https://100.64.0.1/', 'private-address'],
    ['https://[fd12:3456::1]/', 'private-address'],
    ['https://[::ffff:10.0.0.1]/', 'private-address'],
    ['https://[64:ff9b::10.0.0.1]/', 'private-address'],
    ['https://169.254.169.254/latest/meta-data/', 'metadata-address'],
    ['https://[::ffff:169.254.169.254]/', 'metadata-address'],
    ['https://[64:ff9b::a9fe:a9fe]/', 'metadata-address'],
    ['https://[fd00:ec2::254]/', 'metadata-address'],
    ['https://100.100.100.200/', 'metadata-address'],
    ['https://168.63.129.16/', 'metadata-address'],
    ['https://169.254.0.1/', 'reserved-address'],
    ['https://[fe80::1]/', 'reserved-address'],
    ['https://224.0.0.1/', 'reserved-address'],
    ['https://[ff02::1]/', 'reserved-address'],
    ['https://0.0.0.0/', 'reserved-address'],
    ['https://[::]/', 'reserved-address'],
    ['https://255.255.255.255/', 'reserved-address'],
    ['https://240.0.0.1/', 'reserved-address'],
    ['https://198.18.0.1/', 'reserved-address'],
    // transition forms, whatever they carry
    ['https://[2002:7f00:1::]/', 'reserved-address'],
    ['https://[2002:a9fe:a9fe::1]/', 'reserved-address'],
    ['https://[2001:0:a9fe:a9fe::1]/', 'reserved-address'],
    ['https://[64:ff9b:1::7f00:1]/', 'reserved-address'],
    ['https://[::127.0.0.1]/', 'reserved-address'],
    ['https://[::ffff:0:127.0.0.1]/', 'reserved-address'],
    ['https://[fec0::1]/', 'reserved-address'],
    ['https://[4000::1]/', 'reserved-address'],
  ])('refuses the address in %s as %s', (url, reason) => {
    expect(refusal(policyOf(), url)).toBe(reason);
  });

  it('allows public hosts over https', () => {
    const policy = policyOf();
    expect(
      refusal(policy, 'https://acme.test/a?b', {
        resolved: ['93.184.216.34', '2606:2800:220:1::1'],
      }),
    ).toBeUndefined();
    expect(refusal(policy, 'https://[2606:2800::1]:8443/')).toBeUndefined();
  });

  it('judges every address that a name resolves to', () => {
    expect(
      refusal(policyOf(), 'https://acme.test/', {
        resolved: ['93.184.216.34', '::ffff:10.0.0.1'],
      }),
    ).toBe('private-address');
    expect(
      refusal(policyOf(), 'https://metadata.acme.test/', {
        resolved: ['169.254.169.254'],
      }),
    ).toBe('metadata-address');
  });

  it('makes exceptions by name and network, for one purpose only', () => {
    const policy = policyOf({
      allow: { target: ['erp.acme.test', '*.shops.test', '10.1.0.0/16'] },
    });
    const resolved = ['10.9.9.9'];
    for (const url of ['http://erp.acme.test/', 'http://eu.shops.test/']) {
      expect(refusal(policy, url, { resolved })).toBeUndefined();
      expect(refusal(policy, url, { resolved, purpose: 'sink' })).toBe(
        'plain-http',
      );
    }
    expect(refusal(policy, 'https://shops.test/', { resolved })).toBe(
      'private-address',
    );
    expect(
      refusal(policy, 'http://x.test/', { resolved: ['10.1.2.3'] }),
    ).toBeUndefined();
    expect(refusal(policy, 'http://10.1.2.3:8080/')).toBeUndefined();
    expect(refusal(policy, 'http://x.test/', { resolved: ['10.2.2.3'] })).toBe(
      'private-address',
    );
    expect(
      refusal(policy, 'http://x.test/', { resolved: ['93.184.216.34'] }),
    ).toBe('plain-http');
  });

  it('lets the deny list win over every exception', () => {
    const policy = policyOf({
      allow: { target: ['*.acme.test', '10.0.0.0/8', '0.0.0.0/0'] },
      deny: ['bad.acme.test', '10.6.0.0/16', '93.184.216.34'],
    });
    expect(refusal(policy, 'https://bad.acme.test/')).toBe('denied');
    expect(refusal(policy, 'https://BAD.acme.test./')).toBe('denied');
    expect(refusal(policy, 'https://10.6.0.1/')).toBe('denied');
    expect(
      refusal(policy, 'https://ok.acme.test/', { resolved: ['10.6.7.8'] }),
    ).toBe('denied');
    expect(refusal(policy, 'https://93.184.216.34/')).toBe('denied');
    for (const address of ['169.254.169.254', '100.100.100.200']) {
      expect(refusal(policy, `https://${address}/`)).toBe('metadata-address');
    }
    expect(refusal(policy, 'https://127.0.0.1/')).toBe('loopback');
    expect(refusal(policy, 'https://224.0.0.1/')).toBe('reserved-address');
  });

  it('allows loopback for a local try-out, but never our own listeners', () => {
    const policy = policyOf({ allowLoopback: true }, [
      { port: 8443 },
      { host: '0.0.0.0', port: 9464 },
      ownListener('http://localhost:7007/api/remote-env'),
      ownListener('https://edge.acme.test'),
    ]);
    expect(refusal(policy, 'http://127.0.0.1:5000/')).toBeUndefined();
    expect(
      refusal(policy, 'http://localhost:5000/', {
        resolved: ['::1', '127.0.0.1'],
      }),
    ).toBeUndefined();
    for (const url of [
      'https://127.0.0.1:8443/',
      'http://127.8.8.8:9464/',
      'http://[::1]:7007/',
      'http://[::ffff:127.0.0.1]:7007/',
      'https://edge.acme.test/',
      'https://localhost:7007/',
    ]) {
      expect(refusal(policy, url)).toBe('own-listener');
    }
    expect(
      refusal(policy, 'https://rebind.test:8443/', { resolved: ['127.0.0.1'] }),
    ).toBe('own-listener');
    expect(
      refusal(policy, 'http://acme.test/', { resolved: ['93.184.216.34'] }),
    ).toBe('plain-http');
    expect(refusal(policy, 'https://10.0.0.1/')).toBe('private-address');
  });

  it('sees ports that become known late', () => {
    const own: OwnListener[] = [];
    const policy = policyOf({ allowLoopback: true }, own);
    expect(refusal(policy, 'http://127.0.0.1:6001/')).toBeUndefined();
    own.push({ port: 6001 });
    expect(refusal(policy, 'http://127.0.0.1:6001/')).toBe('own-listener');
  });

  it.each(['*', 'https://acme.test', '10.0.0.0/99', 'a b', '10.0.1', '*.', ''])(
    'names the entry %p that it cannot read',
    entry => {
      expect(() => policyOf({ allow: { sink: ['ok.test', entry] } })).toThrow(
        `outbound.allow.sink[1]: '${entry}'`,
      );
    },
  );

  it('never repeats path or query, which can hold a token', () => {
    expect(() =>
      policyOf().checkUrl('http://acme.test/secret?token=secret', 'spec'),
    ).toThrow(/^http:\/\/acme\.test: plain http is not allowed for this host$/);
  });
});
