import { createHash } from 'node:crypto';
import type { ForwardedHeader } from '@remote-env/plugin-remote-env-node';
import { TestCa, type Credentials } from '../../__testUtils__/pki';
import {
  derText,
  escaped,
  FORWARD,
  xfcc,
} from '../../__testUtils__/TestIngress';
import { MAX_HEADER_LENGTH, readForwarded } from './forwardedCertificate';

/** What means something in one of the forms. */
const PIECES = [
  ':',
  '"',
  '\\',
  ',',
  ';',
  '=',
  '%',
  '%00',
  '%0A',
  'Cert=',
  'Chain="',
  '-----BEGIN CERTIFICATE-----%0A',
  '-----END CERTIFICATE-----',
];

/** The same numbers in each run (a linear congruential generator). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe('readForwarded', () => {
  let shop: Credentials;
  let other: Credentials;
  let ca: TestCa;

  beforeAll(async () => {
    ca = await TestCa.create('Clients');
    [shop, other] = await Promise.all([ca.issue('shop'), ca.issue('other')]);
  });

  const pem = () => shop.x509.toString();
  const der = () => derText(shop);
  const hash = () => createHash('sha256').update(shop.x509.raw).digest('hex');

  type Case = [string, () => string];

  const GOOD: Record<ForwardedHeader, Case[]> = {
    'client-cert': [
      ['RFC 9440', () => `:${der()}:`],
      ['blanks around', () => `  :${der()}:\t`],
    ],
    'x-ssl-client-cert': [
      ['nginx', () => escaped(shop)],
      ['CRLF', () => encodeURIComponent(pem().replace(/\n/g, '\r\n'))],
      ['no line feed at the end', () => encodeURIComponent(pem().trim())],
      [
        'only what must be encoded is',
        () => pem().replace(/\n/g, '%0A').replace(/ /g, '%20'),
      ],
      ['one line', () => escaped(shop).replace(/(?<!-)%0A(?!-)/g, '')],
    ],
    'x-forwarded-client-cert': [
      ['Envoy', () => xfcc(shop)],
      ['the certificate alone', () => `Cert="${escaped(shop)}"`],
      ['without quotes', () => `Cert=${escaped(shop)}`],
      [
        'the chain alone',
        () => `Hash=${hash()};Chain="${encodeURIComponent(pem() + ca.cert)}"`,
      ],
      [
        'certificate and chain',
        () =>
          `Cert="${escaped(shop)}";Chain="${encodeURIComponent(
            pem() + ca.cert,
          )}"`,
      ],
      ['keys in small letters', () => `by=a;cert="${escaped(shop)}"`],
      [
        'quotes in the subject',
        () =>
          `Subject="CN=\\"x\\",Cert=\\"y\\";Cert=z";Cert="${escaped(shop)}"`,
      ],
      [
        'several names',
        () => `Cert="${escaped(shop)}";URI=a;URI=b;DNS=a;DNS=b`,
      ],
    ],
  };

  it.each(
    Object.entries(GOOD).flatMap(([form, cases]) =>
      cases.map(
        ([name, make]) => [form as ForwardedHeader, name, make] as const,
      ),
    ),
  )('%s: reads %s', (form, _name, make) => {
    expect(readForwarded(form, [make()])).toMatchObject({
      peer: { fingerprint: hash() },
    });
  });

  const malformed: Record<ForwardedHeader, Case[]> = {
    'client-cert': [
      ['base64 without colons', der],
      ['one colon', () => `:${der()}`],
      ['a parameter', () => `:${der()}:;a=1`],
      ['a blank within', () => `:${der().slice(0, 8)} ${der().slice(8)}:`],
      [
        'base64 of URLs',
        () => `:${Buffer.from(shop.x509.raw).toString('base64url')}_:`,
      ],
      [
        'no padding',
        () => `:${Buffer.alloc(4, 1).toString('base64').replace(/=/g, '')}:`,
      ],
      ['nothing between', () => '::'],
      ['PEM', () => `:${Buffer.from(pem()).toString('base64')}:`],
      [
        'something behind the certificate',
        () =>
          `:${Buffer.concat([shop.x509.raw, Buffer.from([0])]).toString(
            'base64',
          )}:`,
      ],
      [
        'half a certificate',
        () => `:${shop.x509.raw.subarray(0, 300).toString('base64')}:`,
      ],
      ['a string', () => `"${der()}"`],
      ['another form', () => escaped(shop)],
    ],
    'x-ssl-client-cert': [
      ['PEM that is not encoded', () => pem().replace(/\n/g, ' ')],
      ['PEM with tabs', () => pem().replace(/\n/g, '\n\t')],
      ['encoded twice', () => encodeURIComponent(escaped(shop))],
      ['half a character', () => `${escaped(shop)}%`],
      ['bytes that are no text', () => `%ff${escaped(shop)}`],
      ['text before it', () => `Subject%3A%20x%0A${escaped(shop)}`],
      ['a key beside it', () => encodeURIComponent(pem() + shop.key)],
      [
        'a request',
        () =>
          encodeURIComponent(
            pem().replace(/CERTIFICATE/g, 'CERTIFICATE REQUEST'),
          ),
      ],
      [
        'a certificate with trust',
        () =>
          encodeURIComponent(
            pem().replace(/CERTIFICATE/g, 'TRUSTED CERTIFICATE'),
          ),
      ],
      ['no end', () => encodeURIComponent(pem().replace(/-----END[^]*/, ''))],
      ['zero bytes', () => `${escaped(shop)}%00`],
      ['another form', () => `:${der()}:`],
      ['a hash', hash],
    ],
    'x-forwarded-client-cert': [
      ['a hash alone', () => `Hash=${hash()}`],
      ['a subject alone', () => 'Subject="CN=shop"'],
      ['a quote that does not end', () => `Cert="${escaped(shop)}`],
      ['text behind a quote', () => `Cert="${escaped(shop)}"x`],
      ['no key', () => escaped(shop)],
      ['an empty pair', () => `Cert="${escaped(shop)}";`],
      ['an empty certificate', () => `Cert="";Hash=${hash()}`],
      ['PEM that is not encoded', () => `Cert="${pem().replace(/\n/g, ' ')}"`],
      ['another form', () => `:${der()}:`],
    ],
  };

  const ambiguous: Record<ForwardedHeader, Case[]> = {
    'client-cert': [['a list', () => `:${der()}:, :${derText(other)}:`]],
    'x-ssl-client-cert': [
      ['two certificates', () => escaped(shop, other)],
      ['the same twice', () => escaped(shop, shop)],
    ],
    'x-forwarded-client-cert': [
      ['two elements', () => `${xfcc(other)},${xfcc(shop)}`],
      ['an empty element before it', () => `By=a, ${xfcc(shop)}`],
      ['two certificates in one', () => `Cert="${escaped(shop, other)}"`],
      [
        'the key twice',
        () => `Cert="${escaped(other)}";Cert="${escaped(shop)}"`,
      ],
      [
        'the key twice, in other letters',
        () => `Cert="${escaped(other)}";CERT="${escaped(shop)}"`,
      ],
      [
        'a chain of another',
        () => `Cert="${escaped(shop)}";Chain="${escaped(other)}"`,
      ],
      [
        'a hash of another',
        () => `Hash=${'0'.repeat(64)};Cert="${escaped(shop)}"`,
      ],
    ],
  };

  it.each(
    [
      ...Object.entries(malformed).map(
        ([f, c]) => ['malformed', f, c] as const,
      ),
      ...Object.entries(ambiguous).map(
        ([f, c]) => ['ambiguous', f, c] as const,
      ),
    ].flatMap(([what, form, cases]) =>
      cases.map(
        ([name, make]) => [form as ForwardedHeader, name, what, make] as const,
      ),
    ),
  )('%s: %s is %s', (form, _name, what, make) => {
    expect(readForwarded(form, [make()])).toEqual({
      problem: `forwarded certificate is ${what}`,
    });
  });

  it.each(Object.keys(FORWARD) as ForwardedHeader[])(
    '%s: nothing is no certificate, twice is ambiguous, and long is too long',
    form => {
      const [value = ''] = Object.values(FORWARD[form](shop)).map(String);
      expect(readForwarded(form, [])).toEqual({});
      expect(readForwarded(form, [''])).toEqual({});
      expect(readForwarded(form, [' \t'])).toEqual({});
      for (const values of [
        [value, value],
        ['', value],
        [value, ''],
      ]) {
        expect(readForwarded(form, values)).toEqual({
          problem: 'forwarded certificate is ambiguous',
        });
      }
      const long = `${value}${' '.repeat(MAX_HEADER_LENGTH)}`;
      expect(readForwarded(form, [long])).toEqual({
        problem: 'forwarded certificate is too long',
      });
    },
  );

  it.each(Object.keys(FORWARD) as ForwardedHeader[])(
    '%s: whatever becomes of a good value, it is read or refused',
    form => {
      const [good = ''] = Object.values(FORWARD[form](shop)).map(String);
      const random = randomNumbers(form.length);
      const seen = new Set<string>();
      for (let run = 0; run < 2000; run++) {
        let value = good;
        for (let change = random(4); change >= 0; change--) {
          const at = random(value.length);
          const piece =
            random(2) === 0
              ? PIECES[random(PIECES.length)] ?? ''
              : String.fromCharCode(random(256));
          value = `${value.slice(0, at)}${piece}${value.slice(
            at + random(3) * random(40),
          )}`;
        }
        const { peer, problem } = readForwarded(form, [value]);
        seen.add(problem ?? 'read');
        expect(peer === undefined || problem === undefined).toBe(true);
      }
      expect([...seen]).toContain('forwarded certificate is malformed');
    },
  );

  it('is quick with what is made to be slow', () => {
    const size = MAX_HEADER_LENGTH - 8;
    const slow: [ForwardedHeader, string][] = [
      ['client-cert', `:${'A'.repeat(size)}:`],
      ['client-cert', ':,'.repeat(size / 2)],
      ['x-ssl-client-cert', '%0A'.repeat(size / 3)],
      ['x-ssl-client-cert', '-----BEGIN CERTIFICATE-----%0A'.repeat(size / 32)],
      ['x-forwarded-client-cert', 'A=;'.repeat(size / 3)],
      ['x-forwarded-client-cert', `A="${'\\"'.repeat(size / 2 - 4)}`],
      ['x-forwarded-client-cert', `${' '.repeat(size - 4)}A`],
      ['x-forwarded-client-cert', `A=${' '.repeat(size - 4)}"`],
    ];
    for (const [form, value] of slow) {
      const started = performance.now();
      expect(readForwarded(form, [value])).toHaveProperty('problem');
      // What grows with the square of the length takes minutes.
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});
