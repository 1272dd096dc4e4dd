import type {
  Attempts,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { subscribed } from '../../../__testUtils__/edgeAnswers';
import type { ForgeName } from '../../../__testUtils__/ForgeCa';
import type { Credentials } from '../../../__testUtils__/pki';
import { until } from '../../../__testUtils__/until';
import type { Scene } from './useScene';

/** Shows the edge certificates of the attacker whose subject may be taken for the victim's. */
export function subjectAttempts(
  scene: () => Scene,
): Attempts<typeof HOSTILE_GROUPS.subjects> {
  /** Good on the attacker's own path: what refuses it elsewhere is not that it cannot be read. */
  async function knock(credentials: Credentials) {
    const { attacker, bench, record } = scene();
    await record(attacker.environment, credentials);
    const client = bench.edge.client(credentials);
    await until(
      async () =>
        (await client.call({ path: subscribed('attacker') })).status === 200,
    );
    return scene().knock(credentials);
  }

  const byForge = (subject: ForgeName) => async () =>
    knock(scene().forge.issue(subject));
  const named = (commonName: string) => byForge([['CN', commonName]]);
  const byOpenssl = (subject: string, extensions?: 'named') => async () =>
    knock(await scene().openssl.sign({ subject, extensions }));

  return {
    'subject: that of the victim': named('victim'),
    'subject: more after the common name': named('victim,O=x'),
    'subject: more before the common name': named('attacker,CN=victim'),
    'subject: organization with a common name inside': byForge([
      ['O', 'x,CN=victim'],
      ['CN', 'attacker'],
    ]),
    'subject: slashes': named('attacker/CN=victim'),
    'subject: an escape': named('victim\\2CO=x'),
    'subject: a quote': named('"victim"'),
    'subject: a line feed': named('attacker\nCN=victim'),
    'subject: a NUL byte after the name': named('victim\0.attacker.test'),
    'subject: a NUL byte before the name': named('\0victim'),
    'subject: a multi-valued RDN': byOpenssl('/CN=attacker+CN=victim'),
    'subject: a multi-valued RDN of two types': byOpenssl(
      '/CN=victim+OU=attacker',
    ),
    'subject: two common names, the other first': byForge([
      ['CN', 'attacker'],
      ['CN', 'victim'],
    ]),
    'subject: two common names, the other last': byForge([
      ['CN', 'victim'],
      ['CN', 'attacker'],
    ]),
    'subject: an asterisk': named('*'),
    'subject: capitals': named('VICTIM'),
    'subject: blanks around it': named(' victim '),
    'subject: letters that look alike': named('v\u0456ctim'),
    'subject: empty, the name as alternative': byOpenssl('/', 'named'),
    'subject: as e-mail address and user id': byOpenssl(
      '/emailAddress=victim/UID=victim',
    ),
    'subject: hundreds of attributes': byForge([
      ...Array.from({ length: 300 }, (_, n) => ['OU', `unit-${n}`] as const),
      ['CN', 'victim'],
    ]),
  };
}
