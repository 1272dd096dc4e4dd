import { randomBytes } from 'node:crypto';
import { ConnectionApprovalKind } from '@remote-env/plugin-remote-env-common';
import {
  assertionKey,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import type {
  Attempts,
  HOSTILE_GROUPS,
  HostileAnswer,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { ASSERTION_KEY } from '../../../../../__testUtils__/testPortal';
import { SYSTEM } from '../../../../../__testUtils__/testStore';
import {
  CERTIFICATES,
  INFO,
  type PortalScene,
  type Sent,
} from './usePortalScene';

const OF_THE_INFO = { method: 'GET', path: INFO, ip: '192.0.2.1' };
const ALLOWED_GUESSES = 20;

/** Uses tokens, and statements of gateways, without a right to them. */
export function tokenAttempts(
  scene: PortalScene,
): Attempts<typeof HOSTILE_GROUPS.tokens> {
  const { asked, call, connect, goodBody, portal, token } = scene;
  let environments = 0;

  const info = (query: string, sent?: Sent) =>
    asked(call('get', `${INFO}${query}`, sent));
  const certificate = async (live: string) =>
    asked(
      call('post', `${CERTIFICATES}?token=${live}`, { body: await goodBody() }),
    );

  /** A token of an environment of its own, and what can be done to that. */
  async function ofAnother() {
    environments += 1;
    const name = `other-${environments}`;
    await connect(name);
    const { token: live } = await token(name);
    const suspend = () =>
      portal()
        .admin('put', `/v1/environments/${name}/decision`)
        .send({ verdict: 'suspended', reason: 'because' });
    // The portal lets nobody reject what was approved; who applies objects can.
    const reject = async () => {
      const known = await scene.store().get(ConnectionApprovalKind, {
        namespace: SYSTEM,
        name,
      });
      if (!known) {
        throw new Error(`${name} is not approved`);
      }
      await scene.store().update(ConnectionApprovalKind, {
        ...known,
        spec: { ...known.spec, verdict: 'rejected' },
      });
    };
    const remove = () => portal().admin('delete', `/v1/environments/${name}`);
    return { name, live, suspend, reject, remove };
  }

  /** Of calls at once exactly one succeeds. @returns what the others got, which is the same */
  async function oneWins(
    calls: readonly Promise<HostileAnswer>[],
  ): Promise<HostileAnswer> {
    const answers = await Promise.all(calls);
    const losers = answers.filter(({ status }) => Number(status) >= 400);
    expect(losers).toHaveLength(calls.length - 1);
    const [first, ...others] = losers;
    if (!first) {
      throw new Error('nobody was refused');
    }
    others.forEach(other => expect(other).toEqual(first));
    return first;
  }

  async function afterGuesses(
    last: string,
    address: (n: number) => string = () => '203.0.113.1',
  ) {
    for (let n = 0; n < ALLOWED_GUESSES; n += 1) {
      const guess = await info(`?token=guess-${n}`, { ip: address(n) });
      expect(guess.status).toBe(403);
    }
    return info(`?token=${last}`, { ip: address(ALLOWED_GUESSES) });
  }

  const stated = (assertion: string) => info('?token=any', { assertion });
  const statement = (key: Uint8Array = assertionKey(ASSERTION_KEY)) =>
    signAssertion(key, OF_THE_INFO);

  return {
    'no token': () => info(''),
    'an empty token': () => info('?token='),
    'two tokens': async () => info(`?token=a&token=${(await token()).token}`),
    'a guess': () => info(`?token=${randomBytes(32).toString('base64url')}`),
    'a token without end': async () =>
      info(`?token=${(await token()).token}${'a'.repeat(5000)}`),
    'SQL for a token': () =>
      info(`?token=${encodeURIComponent("' OR '1'='1")}`),
    'a token with a NUL byte': async () =>
      info(`?token=${(await token()).token}%00`),
    'the digest of a token': async () =>
      info(`?token=${(await token()).fingerprint}`),
    'replayed after the certificate': async () => {
      const { token: live } = await token();
      expect((await certificate(live)).status).toBe(201);
      return certificate(live);
    },
    'replayed after the info': async () => {
      const { token: live } = await token();
      expect((await info(`?token=${live}`)).status).toBe(200);
      return certificate(live);
    },
    'used five times at once, for certificates': async () => {
      const { token: live } = await token();
      return oneWins([1, 2, 3, 4, 5].map(() => certificate(live)));
    },
    'used five times at once, for infos': async () => {
      const { token: live } = await token();
      return oneWins([1, 2, 3, 4, 5].map(() => info(`?token=${live}`)));
    },
    'used at once for info and certificate': async () => {
      const { token: live } = await token();
      return oneWins([info(`?token=${live}`), certificate(live)]);
    },
    'expired token': async () => {
      const { token: live } = await token();
      const late = Date.now() + 24 * 3_600_000;
      const clock = jest.spyOn(Date, 'now').mockReturnValue(late);
      try {
        return await info(`?token=${live}`);
      } finally {
        clock.mockRestore();
      }
    },
    'cancelled token': async () => {
      const { token: live, fingerprint } = await token();
      await portal().admin(
        'delete',
        `/v1/environments/shop/tokens/${fingerprint}`,
      );
      return certificate(live);
    },
    'token of another environment, oldest form': async () => {
      const { live } = await ofAnother();
      return asked(
        call('post', `/v1/remoteenvironments/shop/client-certs?token=${live}`, {
          body: await goodBody(),
        }),
      );
    },
    'token of a deleted environment': async () => {
      const { live, remove } = await ofAnother();
      await remove();
      return info(`?token=${live}`);
    },
    'token of an environment deleted and created again': async () => {
      const { live, name, remove } = await ofAnother();
      await remove();
      await connect(name);
      return info(`?token=${live}`);
    },
    'token of a suspended environment': async () => {
      const { live, suspend } = await ofAnother();
      await suspend();
      return info(`?token=${live}`);
    },
    'token of a rejected environment': async () => {
      const { live, reject } = await ofAnother();
      await reject();
      return info(`?token=${live}`);
    },
    'one guess too many': () => afterGuesses('guess'),
    'a live token after too many guesses': async () =>
      afterGuesses((await token()).token, () => '203.0.113.2'),
    'guesses from one IPv6 network': () =>
      afterGuesses('guess', n => `2001:db8:0:1::${n.toString(16)}`),
    'no statement of a gateway': () => stated(''),
    'a statement twice': async () => {
      const assertion = await statement();
      await stated(assertion);
      return stated(assertion);
    },
    'a statement about another call': async () =>
      asked(
        call('post', `${CERTIFICATES}?token=any`, {
          assertion: await statement(),
        }),
      ),
    'a statement by another key': async () =>
      stated(await statement(randomBytes(32))),
    'a statement without a signature': async () => {
      const [, payload = ''] = (await statement()).split('.');
      const head = Buffer.from('{"alg":"none"}').toString('base64url');
      return stated(`${head}.${payload}.`);
    },
  };
}
