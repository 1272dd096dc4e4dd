import { renewRefusedSession } from './renewRefusedSession';

const REFUSED = {
  error: { name: 'AuthenticationError', message: 'Illegal token' },
  request: { method: 'POST', url: '/v1/environments' },
  response: { statusCode: 401 },
};

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function setUp(...answers: Response[]) {
  const token = {
    token: 't',
    identity: {
      type: 'user' as const,
      userEntityRef: 'user:default/dora',
      ownershipEntityRefs: [],
    },
  };
  const session = { latest: token, distrust: jest.fn() };
  const bodies: string[] = [];
  const call = renewRefusedSession(session).apply(async (input, init) => {
    bodies.push(await new Request(input, init).text());
    const next = answers.shift();
    if (!next) {
      throw new Error('It was called once too often');
    }
    return next;
  });
  return { bodies, call, session, token };
}

const URL = 'https://portal.test/api/remote-env/v1/environments';
const POST = { method: 'POST', body: '{"name":"shop"}' };

describe('renewRefusedSession', () => {
  it('lets everything through that is no refusal, unread', async () => {
    for (const given of [
      answer(200, { name: 'shop' }),
      answer(403, { error: { name: 'NotAllowedError' } }),
      // Of a system that is tried out.
      answer(401, { error: 'unauthorized' }),
      new Response('no', { status: 401 }),
    ]) {
      const { call, session } = setUp(given);
      const got = await call(URL, POST);
      expect(got).toBe(given);
      expect(got.bodyUsed).toBe(false);
      expect(session.distrust).not.toHaveBeenCalled();
    }
  });

  it('repeats a refused call once, with its body, after the tokens were given up', async () => {
    const { bodies, call, session, token } = setUp(
      answer(401, REFUSED),
      answer(200, {}),
    );
    expect((await call(URL, POST)).status).toBe(200);
    expect(session.distrust.mock.calls).toEqual([[token]]);
    expect(bodies).toEqual([POST.body, POST.body]);
  });

  it('gives a second refusal to the caller', async () => {
    const { call } = setUp(answer(401, REFUSED), answer(401, REFUSED));
    expect((await call(new Request(URL, POST))).status).toBe(401);
  });
});
