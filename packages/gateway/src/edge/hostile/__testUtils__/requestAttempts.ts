import { randomBytes } from 'node:crypto';
import {
  EDGE_PATHS,
  GATEWAY_HEADERS,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import type {
  Attempts,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { asked, askedInBytes } from './asked';
import { VICTIM, type Scene } from './useScene';

const CHUNK = 64 * 1024;
const CHUNKS = 160;
const REGISTRY = '/victim/v1/metadata/services';

function* head(start: string, ...headers: string[]) {
  yield [start, 'Host: edge.test', ...headers, '', ''].join('\r\n');
}

/** Sends requests whose bytes try to be something else. */
export function requestAttempts(
  scene: () => Scene,
): Attempts<typeof HOSTILE_GROUPS.requests> {
  /** As the attacker, exactly as it stands. */
  const get = (target: string, ...headers: string[]) => {
    const { attacker, bench } = scene();
    return askedInBytes(
      bench.edge,
      head(`GET ${target} HTTP/1.1`, 'Connection: close', ...headers),
      attacker.credentials,
    );
  };
  const stranger = (headers: Record<string, string>) =>
    asked(scene().bench.edge.client().call({ path: REGISTRY, headers }));

  function* large(header: string, begin = '', end = '') {
    yield* head(`POST ${EDGE_PATHS.certificates}?token=x HTTP/1.1`, header);
    const chunk = Buffer.alloc(CHUNK, 'A');
    for (let at = 0; at < CHUNKS; at += 1) {
      yield Buffer.concat([Buffer.from(begin), chunk, Buffer.from(end)]);
    }
  }

  return {
    'a slash in disguise': () =>
      get('/attacker%2f..%2fvictim/v1/events/subscribed'),
    'a step upwards': () => get('/attacker/../victim/v1/events/subscribed'),
    'a step upwards in disguise': () =>
      get('/attacker/%2e%2e/victim/v1/events/subscribed'),
    'a NUL byte in the path': () => get('/victim%00/v1/events/subscribed'),
    'a whole URL as target': () => get(`https://edge.test${VICTIM}`),
    "the victim's name in disguise": () =>
      get('/%76ictim/v1/events/subscribed'),
    'a target without end': () => get(`/${'a'.repeat(9000)}`),
    'a header without end': () => get(VICTIM, `X-Any: ${'a'.repeat(20_000)}`),
    'two lengths': () => get(VICTIM, 'Content-Length: 1', 'Content-Length: 2'),
    'a length and chunks': () =>
      get(VICTIM, 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    'another method': () => {
      const { attacker, bench } = scene();
      return asked(
        bench.edge
          .client(attacker.credentials)
          .call({ method: 'TRACE', path: VICTIM }),
      );
    },
    'an assertion of its own': async () => {
      const { environment } = scene().victim;
      const assertion = await signAssertion(randomBytes(32), {
        method: 'GET',
        path: REGISTRY,
        ip: '192.0.2.1',
        identity: {
          fingerprint: 'ab'.repeat(32),
          environment: {
            name: 'victim',
            uid: environment.metadata.uid,
          },
        },
      });
      return stranger({ [GATEWAY_HEADERS.assertion]: assertion });
    },
    "the gateway's token": () =>
      stranger({
        authorization: `Bearer ${scene().bench.edge.config.portal.token}`,
      }),
    '10 MB in place of a request': () =>
      askedInBytes(
        scene().bench.edge,
        large(`Content-Length: ${CHUNK * CHUNKS}`),
      ),
    '10 MB in chunks': () =>
      askedInBytes(
        scene().bench.edge,
        large(
          'Transfer-Encoding: chunked',
          `${CHUNK.toString(16)}\r\n`,
          '\r\n',
        ),
      ),
    'a certificate while the portal is away': async () => {
      const { bench } = scene();
      await bench.portal.close();
      try {
        return await asked(
          bench.edge.client().call({
            method: 'POST',
            path: `${EDGE_PATHS.certificates}?token=x`,
            body: '{"csr": ""}',
          }),
        );
      } finally {
        await bench.portal.listen();
      }
    },
  };
}
