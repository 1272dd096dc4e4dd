import {
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { describeError } from '../engine/errors.ts';
import { componentsByName, operationsByName } from '../operations.ts';
import type {
  WorkerReport,
  WorkerRequest,
  WorkerSettings,
} from './messages.ts';
import { SqliteFile } from './SqliteFile.ts';
import { WorkQueue } from './WorkQueue.ts';

/**
 * The thread that owns one SQLite file. It is loaded by Node itself, from source too: only erasable syntax, and
 * imports of packages, `node:` modules and relative `.ts` files, here and in everything it imports.
 */

/** How often commits of other processes are looked for; half of what the port promises at most. */
const POLL_MS = 50;

function start(port: NonNullable<typeof parentPort>): void {
  const settings: WorkerSettings = workerData;
  const post = (report: WorkerReport) => port.postMessage(report);

  let file: SqliteFile;
  try {
    file = open(settings);
  } catch (error) {
    const { name, message } = describeError(error);
    post({
      type: 'failed',
      error: { name, message: `Cannot open ${settings.file}: ${message}` },
    });
    port.close();
    return;
  }

  let poll: NodeJS.Timeout | undefined;
  const queue = new WorkQueue({
    file,
    report: (results, committed) =>
      post({ type: 'results', results, committed }),
    collect: () => {
      for (
        let next = receiveMessageOnPort(port);
        next;
        next = receiveMessageOnPort(port)
      ) {
        accept(next.message);
      }
    },
  });

  function accept(request: WorkerRequest): void {
    switch (request.type) {
      case 'run': {
        const operation = operationsByName.get(request.operation);
        if (!operation) {
          throw new TypeError(`Unknown operation ${request.operation}`);
        }
        queue.add({ id: request.id, operation, args: request.args });
        break;
      }
      case 'watch':
        clearInterval(poll);
        poll = request.on ? pollForChanges() : undefined;
        break;
      default:
        queue.drain(() => {
          clearInterval(poll);
          file.close();
          port.close();
        });
    }
  }

  function pollForChanges(): NodeJS.Timeout {
    let seen = file.dataVersion();
    return setInterval(() => {
      const version = file.dataVersion();
      if (version !== undefined && version !== seen) {
        seen = version;
        post({ type: 'changed' });
      }
    }, POLL_MS);
  }

  port.on('message', (request: WorkerRequest) => {
    accept(request);
    for (
      let next = receiveMessageOnPort(port);
      next;
      next = receiveMessageOnPort(port)
    ) {
      accept(next.message);
    }
    queue.pump();
  });
}

/** Opens the file and brings its tables up to date, waiting for other processes that do the same. */
function open(settings: WorkerSettings): SqliteFile {
  const component = componentsByName.get(settings.component);
  if (!component) {
    throw new TypeError(`Unknown component ${settings.component}`);
  }
  const file = SqliteFile.open(settings.file);
  file.writePatiently(component.migrate, undefined);
  return file;
}

if (parentPort) {
  start(parentPort);
}
