import {
  fuzz,
  fuzzRun,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { ForgeCa } from '../../__testUtils__/ForgeCa';
import { TestCa } from '../../__testUtils__/pki';
import { derText, escaped, xfcc } from '../../__testUtils__/TestIngress';
import { ChainVerifier } from '../identity/ChainVerifier';
import { parseTarget } from '../routes/target';
import { readForwarded } from './forwardedCertificate';

const FORMS = [
  'client-cert',
  'x-forwarded-client-cert',
  'x-ssl-client-cert',
] as const;

const run = fuzzRun();
jest.setTimeout(2 * run.timeMs + 60_000);

describe('headers that nobody has thought of', () => {
  const samples: Record<(typeof FORMS)[number], Buffer[]> = {
    'client-cert': [],
    'x-forwarded-client-cert': [],
    'x-ssl-client-cert': [],
  };
  const verifier = ChainVerifier.create();

  beforeAll(async () => {
    const ours = await TestCa.create('Ours');
    const forge = await ForgeCa.create([['CN', 'Forge']]);
    const certificates = [
      await ours.issue('shop'),
      forge.issue([
        ['O', 'Acme, "Inc"'],
        ['CN', 'shop'],
      ]),
    ];
    for (const certificate of certificates) {
      const text = escaped(certificate);
      samples['client-cert'].push(Buffer.from(`:${derText(certificate)}:`));
      samples['x-forwarded-client-cert'].push(
        ...[
          xfcc(certificate),
          `Chain="${text}${escaped(...certificates)}"`,
          `Hash=ab;Cert="${text}",By=x;URI=spiffe://a/b;Cert="${text}"`,
        ].map(value => Buffer.from(value)),
      );
      samples['x-ssl-client-cert'].push(
        Buffer.from(text),
        Buffer.from(escaped(...certificates)),
      );
    }
  });

  it.each(FORMS)('are refused, or hold a certificate: %s', async form => {
    const { inputs } = await fuzz(
      {
        name: form,
        samples: samples[form],
        take: input => {
          const { peer, problem } = readForwarded(form, [
            input.toString('latin1'),
          ]);
          if (peer && problem) {
            throw new Error('a certificate and why there is none');
          }
          return peer && verifier.problem(peer, Date.now());
        },
      },
      { ...run, timeMs: run.timeMs * 0.3 },
    );
    expect(inputs).toBeGreaterThan(1_000);
  });

  it('are refused, or a path: request targets', async () => {
    const targets = [
      '/shop/v1/events',
      '/v1/applications/certificates?token=abc&x=%20',
      '/shop/v1/metadata/services/8c2a-1?limit=1',
      '/%73hop/v1//events/../x%2fy',
    ];
    const { inputs } = await fuzz(
      {
        name: 'target',
        samples: targets.map(target => Buffer.from(target)),
        take: input => {
          const target = parseTarget(input.toString('latin1'));
          if (!('text' in target) && !target.path.startsWith('/')) {
            throw new Error('a target that is no path');
          }
        },
      },
      { ...run, timeMs: run.timeMs * 0.1 },
    );
    expect(inputs).toBeGreaterThan(1_000);
  });
});
