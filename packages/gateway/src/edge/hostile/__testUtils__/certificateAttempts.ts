import type {
  Attempts,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { subscribed } from '../../../__testUtils__/edgeAnswers';
import { asked, askedInClear, askedInVain } from './asked';
import { VICTIM, type Scene } from './useScene';

const DAY = 24 * 3_600_000;

/** As `openssl ca` takes a time. */
function stamp(days: number): string {
  const iso = new Date(Date.now() + days * DAY).toISOString();
  return `${iso.slice(0, 19).replace(/[-T:]/g, '')}Z`;
}

/** Shows the edge certificates that are not the victim's. */
export function certificateAttempts(
  scene: () => Scene,
): Attempts<typeof HOSTILE_GROUPS.certificates> {
  const subject = '/O=Acme/CN=victim';
  const name = [
    ['O', 'Acme'],
    ['CN', 'victim'],
  ] as const;

  /** Of the victim, as far as records go. */
  async function knockOnRecord(
    credentials: Parameters<Scene['knock']>[0],
    altered: { serialNumber?: string; issuer?: string } = {},
  ) {
    const { bench, knock, victim } = scene();
    await bench.stores.resources.record(
      victim.environment,
      credentials,
      altered,
    );
    return knock(credentials);
  }

  const elsewhere = (path: string) => {
    const { attacker, bench } = scene();
    return asked(bench.edge.client(attacker.credentials).call({ path }));
  };

  return {
    none: () => asked(scene().bench.edge.client().call({ path: VICTIM })),
    'foreign CA, OpenSSL': async () => {
      const { impostor, knock } = scene();
      return knock(await impostor.sign({ subject: '/CN=victim' }));
    },
    'foreign CA, node-forge': async () =>
      scene().knock(scene().foreign.issue(name)),
    'foreign CA of our name': async () => {
      const { impostor, knock, openssl } = scene();
      const forged = await impostor.sign({ subject });
      const { x509 } = await openssl.credentials();
      expect(forged.x509.issuer).toBe(x509.subject);
      return knock(forged);
    },
    'foreign CA, the rest copied': async () => {
      const { impostor, knock, victim } = scene();
      const { x509 } = victim.credentials;
      const forged = await impostor.sign({
        subject,
        serial: x509.serialNumber,
      });
      expect([forged.x509.issuer, forged.x509.serialNumber]).toEqual([
        x509.issuer,
        x509.serialNumber,
      ]);
      return knock(forged);
    },
    'foreign CA, on record': async () =>
      knockOnRecord(await scene().impostor.sign({ subject })),
    'self-signed': async () => {
      const { knock, openssl } = scene();
      return knock(await openssl.selfSigned(subject));
    },
    'self-signed with the name of our CA': async () => {
      const { foreign, knock } = scene();
      return knock(foreign.credentials());
    },
    'self-signed without a name': async () => {
      const { knock, openssl } = scene();
      return knock(await openssl.selfSigned('/'));
    },
    expired: async () =>
      knockOnRecord(
        await scene().openssl.issue('victim', undefined, {
          from: stamp(-2),
          to: stamp(-1),
        }),
      ),
    'not yet valid': async () =>
      knockOnRecord(
        await scene().openssl.issue('victim', undefined, {
          from: stamp(0.5),
          to: stamp(0.9),
        }),
      ),
    'for servers': async () =>
      knockOnRecord(
        await scene().openssl.sign({ subject, extensions: 'server' }),
      ),
    'for signing code': async () =>
      knockOnRecord(scene().forge.issue(name, 'codeSigning')),
    'our CA as client': async () => {
      const { knock, openssl } = scene();
      return knock(await openssl.credentials());
    },
    'our CA as client, on record': async () =>
      knockOnRecord(await scene().openssl.credentials()),
    'an intermediate as client, on record': async () =>
      knockOnRecord(
        await scene().openssl.sign({ subject, extensions: 'authority' }),
      ),
    'signed by a client': async () => {
      const { knock, openssl, victim } = scene();
      const issuer = victim.credentials;
      const credentials = await openssl.sign({ subject, issuer });
      return knock(credentials, { chain: issuer.cert });
    },
    'of an intermediate that nobody published': async () => {
      const { bench, knock, openssl, victim } = scene();
      const issuer = await openssl.sign({
        subject: '/O=Acme/CN=Intermediate',
        extensions: 'authority',
      });
      const credentials = await openssl.sign({ subject, issuer });
      await bench.stores.resources.record(victim.environment, credentials);
      return knock(credentials, { chain: issuer.cert });
    },
    'without a record': async () => {
      const { knock, openssl } = scene();
      return knock(await openssl.sign({ subject }));
    },
    twin: async () => {
      const { knock, openssl, victim } = scene();
      const { serialNumber } = victim.credentials.x509;
      return knock(await openssl.sign({ subject, serial: serialNumber }));
    },
    'another serial number on record': async () =>
      knockOnRecord(await scene().openssl.sign({ subject }), {
        serialNumber: '0123456789ABCDEF',
      }),
    'another issuer on record': async () =>
      knockOnRecord(await scene().openssl.sign({ subject }), {
        issuer: 'O=Acme,CN=Ours too',
      }),
    "of another environment, on the victim's path": () => elsewhere(VICTIM),
    'of another environment, on a path that nobody has': () =>
      elsewhere(subscribed('nobody')),
    "of another environment, on the victim's path in capitals": () =>
      elsewhere(subscribed('VICTIM')),
    'TLS 1.1': () => {
      const { edge } = scene().bench;
      const socket = connect({
        port: edge.port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL:@SECLEVEL=0',
      });
      return askedInVain(once(socket, 'secureConnect'));
    },
    'no TLS': () => askedInClear(scene().bench.edge),
  };
}
