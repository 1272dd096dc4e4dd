import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, toError } from '@backstage/errors';
import {
  operationsManagePermission,
  type PortalApiComponents,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceIndex } from '../../index-projection';
import type { Audit } from './auditing';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';

type IndexComparison = PortalApiComponents['schemas']['IndexComparison'];
type RebuildLine = PortalApiComponents['schemas']['IndexRebuildLine'];

/** Comparing and rebuilding the index, for admins. */
export function createIndexOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  index: ResourceIndex;
  logger: LoggerService;
}): Pick<PortalOperations, 'compareIndex' | 'rebuildIndex'> {
  const { access, audit, index, logger } = deps;
  let rebuilding = false;

  async function compare(signal: AbortSignal): Promise<IndexComparison> {
    const kinds = await index.compare(signal);
    const equal = kinds.every(({ examples }) => examples.length === 0);
    return { equal, kinds };
  }

  return {
    async compareIndex(call) {
      await access.require(call.credentials, operationsManagePermission);
      const signal = goneSignal(call.request);
      const body = await audit('index-compare', call, {}, () =>
        compare(signal),
      );
      return { status: 200, body };
    },

    async rebuildIndex(call) {
      await access.require(call.credentials, operationsManagePermission);
      if (rebuilding) {
        throw new ConflictError('The index is being rebuilt already');
      }
      rebuilding = true;
      const signal = goneSignal(call.request);
      const stream = new PassThrough();
      const write = (line: RebuildLine) => {
        if (!signal.aborted) {
          stream.write(`${JSON.stringify(line)}\n`);
        }
      };
      // The answer has begun by then: what goes wrong is its last line.
      const work = audit('index-rebuild', call, {}, async facts => {
        await index.rebuild({
          signal,
          onProgress: progress => write({ progress }),
        });
        const comparison = await compare(signal);
        facts.details = { equal: String(comparison.equal) };
        write({ comparison });
      });
      work
        .catch(thrown => {
          const error = toError(thrown);
          logger.error('The index could not be rebuilt', error);
          write({ error: 'The index could not be rebuilt, see the log' });
        })
        .finally(() => {
          rebuilding = false;
          stream.end();
        });
      return {
        status: 200,
        headers: { 'Content-Type': 'application/x-ndjson' },
        stream,
      };
    },
  };
}

/** Aborts when the caller's connection ends before its answer. */
function goneSignal(request: { res?: NodeJS.EventEmitter }): AbortSignal {
  const gone = new AbortController();
  if (request.res) {
    once(request.res, 'close').then(
      () => gone.abort(),
      () => gone.abort(),
    );
  }
  return gone.signal;
}
