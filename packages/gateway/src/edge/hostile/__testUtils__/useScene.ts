import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import type { HostileAnswer } from '@remote-env/plugin-remote-env-node/testing-hostile';
import { INFO, subscribed } from '../../../__testUtils__/edgeAnswers';
import { ForgeCa } from '../../../__testUtils__/ForgeCa';
import { OpensslCa } from '../../../__testUtils__/OpensslCa';
import type { Credentials } from '../../../__testUtils__/pki';
import { until } from '../../../__testUtils__/until';
import { useEdge, type EdgeBench } from '../../../__testUtils__/useEdge';
import { asked } from './asked';

/** An edge that trusts two CAs which none of our code has made, somebody to harm, and somebody who wants to. */
export interface Scene {
  bench: EdgeBench;
  /** One of our CAs, and its copy of another key that is not ours. */
  openssl: OpensslCa;
  impostor: OpensslCa;
  /** One of our CAs, and one that is not. */
  forge: ForgeCa;
  foreign: ForgeCa;
  victim: { environment: RemoteEnvironment; credentials: Credentials };
  attacker: { environment: RemoteEnvironment; credentials: Credentials };
  /** Knocks at the victim's door. */
  knock(
    credentials: Credentials,
    options?: { chain?: string },
  ): Promise<HostileAnswer>;
  /** Puts a certificate on record. @returns it */
  record(
    environment: RemoteEnvironment,
    credentials: Credentials,
  ): Promise<Credentials>;
}

export const VICTIM = subscribed('victim');

/** For the tests of a `describe`. */
export function useScene(): () => Scene {
  const bench = useEdge();
  let directory = '';
  let scene: Scene | undefined;

  async function openssl(folder: string, keyIdentifier?: string) {
    return OpensslCa.create(
      await mkdtemp(path.join(directory, `${folder}-`)),
      'Ours',
      keyIdentifier,
    );
  }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'hostile-'));
    const { resources, ca } = bench.stores;
    const ours = await openssl('ours');
    const [forge, foreign, impostor] = await Promise.all([
      ForgeCa.create([
        ['O', 'Acme'],
        ['CN', 'Ours too'],
      ]),
      ForgeCa.create([
        ['O', 'Acme'],
        ['CN', 'Ours too'],
      ]),
      openssl('impostor', await ours.keyIdentifier()),
    ]);
    await resources.secret('client-ca-bundle', {
      'ca.crt': `${ca.cert}\n${ours.cert}${forge.cert}`,
    });
    const record: Scene['record'] = async (environment, credentials) => {
      await resources.record(environment, credentials);
      return credentials;
    };
    const [victim, attacker] = await Promise.all([
      resources.environment('victim'),
      resources.environment('attacker'),
    ]);
    scene = {
      bench,
      openssl: ours,
      impostor,
      forge,
      foreign,
      victim: {
        environment: victim,
        credentials: await record(
          victim,
          await ours.sign({ subject: '/O=Acme/CN=victim' }),
        ),
      },
      attacker: {
        environment: attacker,
        credentials: await record(attacker, forge.issue([['CN', 'attacker']])),
      },
      knock: (credentials, options) =>
        asked(bench.edge.client(credentials, options).call({ path: VICTIM })),
      record,
    };
    // Both CAs are known to be ours: what is refused from now on is refused for what it is.
    for (const { credentials } of [scene.victim, scene.attacker]) {
      await until(
        async () =>
          (await bench.edge.client(credentials).call({ path: INFO })).status ===
          200,
      );
    }
    // Keys are made, some of them in JavaScript: long on a machine that has much else to do.
  }, 120_000);

  afterAll(() => rm(directory, { recursive: true, force: true }));

  return () => {
    if (!scene) {
      throw new Error('is there in hooks and tests only');
    }
    return scene;
  };
}
