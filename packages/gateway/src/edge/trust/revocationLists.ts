import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  EDGE_PATHS,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import { sendBytes, sendEmpty } from '../../http/answers';
import type { TrustMaterial } from '../../views/TrustMaterial';
import type { EdgeCall, Route } from '../routes/RouteTable';

/** Seconds for which a list may be taken for the newest. */
const MAX_AGE = 60;

const PEM_LIST =
  /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/;

interface Served {
  body: Buffer;
  type: string;
  etag: string;
}

function served(body: Buffer, type: string): Served {
  const digest = createHash('sha256').update(body).digest('hex');
  return { body, type, etag: `"${digest.slice(0, 32)}"` };
}

/** RFC 5280, 4.2.1.13 has one list in DER: that of the authority in use. */
function firstInDer(pem: string): Buffer {
  return Buffer.from(PEM_LIST.exec(pem)?.[1] ?? '', 'base64');
}

/**
 * The lists of revoked certificates, for whoever checks certificates by itself: public, and from what this gateway knows,
 * however old that is. A list says itself until when it counts.
 *
 * @param name - of the routes
 */
export function createRevocationListRoutes(
  trust: Pick<TrustMaterial, 'revocationLists'>,
  name: string,
): Route[] {
  let known = '';
  let pem: Served | undefined;
  let der: Served | undefined;

  function refresh() {
    const lists = trust.revocationLists();
    if (lists !== known) {
      known = lists;
      pem = served(Buffer.from(lists), 'application/x-pem-file');
      // RFC 2585, 4.2
      der = served(firstInDer(lists), 'application/pkix-crl');
    }
  }

  function answer({ req, res }: EdgeCall, list: Served | undefined) {
    if (!list || list.body.length === 0) {
      throw new StoreUnavailableError(
        'there is no list of revoked certificates',
      );
    }
    const headers = {
      etag: list.etag,
      'cache-control': `public, max-age=${MAX_AGE}`,
    };
    if (hasAlready(req, list.etag)) {
      sendEmpty(res, 304, headers);
    } else {
      sendBytes(res, 200, list.body, { ...headers, 'content-type': list.type });
    }
  }

  const route = (pattern: string, list: () => Served | undefined): Route => ({
    name,
    method: 'GET',
    pattern,
    certificate: 'none',
    handle: call => {
      refresh();
      answer(call, list());
    },
  });
  return [
    route(EDGE_PATHS.revocationListPem, () => pem),
    route(EDGE_PATHS.revocationListDer, () => der),
  ];
}

function hasAlready(req: IncomingMessage, etag: string): boolean {
  const tags = req.headers['if-none-match'] ?? '';
  return tags
    .split(',')
    .map(tag => tag.trim().replace(/^W\//, ''))
    .some(tag => tag === '*' || tag === etag);
}
