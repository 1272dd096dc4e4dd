import { readFile } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'minio';
import { StoreUnavailableError } from '../ports/errors.ts';
import { KeyPairSource, type KeyPair } from './credentials.ts';
import type { MinioDocumentStoreOptions } from './MinioDocumentStoreOptions.ts';
import { isPassing, StoreTimeoutError, toStoreError } from './storeErrors.ts';

/** Sockets to the endpoint at a time; what is beyond waits. */
const MAX_SOCKETS = 128;

/** A connection that was lost, a server that restarts or asks for patience: as often is a request tried. */
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;

/** One request; its path is made of bucket, object and query by the client, which also signs it. */
export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Without it: the bucket itself. */
  objectName?: string;
  query?: string;
  headers?: Record<string, string>;
  /** Called for each attempt. */
  body?: () => Buffer | Readable;
  /** Lower-case hex digest of the body; S3 refuses another one. */
  sha256?: string;
  expected: number[];
}

/**
 * The `minio` client with what it lacks here: private authorities, time limits, retries that read the body anew (its
 * own send a stream that is used up, and write to the console), and typed errors. Its calls for whole objects are
 * not used: `putObject` takes up an unfinished upload of whoever else writes the key.
 */
export class S3Connection {
  readonly #makeClient: (keys: KeyPair) => Client;
  readonly #keys: KeyPairSource;
  readonly #agent: http.Agent;
  readonly #bucket: string;
  readonly #region: string;
  #client: { keys: KeyPair; client: Client } | undefined;
  #closed = false;

  static async create(
    options: MinioDocumentStoreOptions,
  ): Promise<S3Connection> {
    const url = new URL(options.endpoint);
    const secure = url.protocol === 'https:';
    const ca = options.caFile && (await readAuthorities(options.caFile));
    const agentOptions = { keepAlive: true, maxSockets: MAX_SOCKETS };
    const agent = secure
      ? new https.Agent({ ...agentOptions, ...(ca && { ca }) })
      : new http.Agent(agentOptions);
    const makeClient = (keys: KeyPair) => {
      const client = new Client({
        endPoint: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: Number(url.port) || (secure ? 443 : 80),
        useSSL: secure,
        region: options.region,
        pathStyle: options.addressing === 'path',
        transport: transport(secure, options.timeoutMs),
        transportAgent: agent,
        retryOptions: { disableRetry: true },
        ...keys,
      });
      // Over TLS, too: then the server compares what arrived with what was signed.
      client.enableSHA256 = true;
      return client;
    };
    return new S3Connection(makeClient, agent, options);
  }

  private constructor(
    makeClient: (keys: KeyPair) => Client,
    agent: http.Agent,
    options: MinioDocumentStoreOptions,
  ) {
    this.#makeClient = makeClient;
    this.#keys = KeyPairSource.create(options.credentials);
    this.#agent = agent;
    this.#bucket = options.bucket;
    this.#region = options.region;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends a request, again after a passing failure. The answer's body is the caller's to read or to destroy.
   *
   * @throws what the client throws for an answer that is not expected; see `toStoreError`
   */
  async request(request: S3Request): Promise<IncomingMessage> {
    const { method, objectName, query, headers, expected } = request;
    return this.#persist(client =>
      client.makeRequestStreamAsync(
        {
          method,
          bucketName: this.#bucket,
          ...(objectName !== undefined && { objectName }),
          ...(query !== undefined && { query }),
          headers: { ...headers },
        },
        request.body?.() ?? Buffer.alloc(0),
        request.sha256 ?? EMPTY_SHA256,
        expected,
        this.#region,
      ),
    );
  }

  async bucketExists(): Promise<boolean> {
    return this.#persist(client => client.bucketExists(this.#bucket));
  }

  async makeBucket(): Promise<void> {
    return this.#persist(client =>
      client.makeBucket(this.#bucket, this.#region),
    );
  }

  /** Requests on their way finish; their connections are not kept. */
  close(): void {
    this.#closed = true;
    this.#agent.maxFreeSockets = 0;
    for (const sockets of Object.values(this.#agent.freeSockets)) {
      sockets?.forEach(socket => socket.destroy());
    }
  }

  async #current(): Promise<Client> {
    const keys = await this.#keys.current();
    if (this.#client?.keys !== keys) {
      this.#client = { keys, client: this.#makeClient(keys) };
    }
    return this.#client.client;
  }

  async #persist<T>(attempt: (client: Client) => Promise<T>): Promise<T> {
    for (let count = 1; ; count++) {
      if (this.#closed) {
        throw new StoreUnavailableError('document store is closed');
      }
      try {
        return await attempt(await this.#current());
      } catch (error) {
        if (count === ATTEMPTS || !isPassing(error)) {
          throw error;
        }
      }
      await sleep(FIRST_PAUSE_MS * count * (1 + Math.random()));
    }
  }
}

const EMPTY_SHA256 =
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Reads a small answer to its end; a broken one is a typed error. */
export async function readAnswer(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
    }
  } catch (error) {
    throw toStoreError(error);
  }
  return Buffer.concat(chunks).toString();
}

/** Gives up a request when nothing moved on its connection for the time allowed. */
function transport(
  secure: boolean,
  timeoutMs: number,
): Pick<typeof http, 'request'> {
  const { request } = secure ? https : http;
  return {
    request: (
      options: string | URL | http.RequestOptions,
      answered?: http.RequestOptions | ((answer: IncomingMessage) => void),
    ): http.ClientRequest => {
      const made =
        typeof answered === 'function'
          ? request(options, answered)
          : request(options);
      made.setTimeout(timeoutMs, () =>
        made.destroy(
          new StoreTimeoutError(
            `document store did not answer within ${timeoutMs} ms`,
          ),
        ),
      );
      made.once('response', (answer: IncomingMessage) => {
        // The client reads no body of an answer that it takes for a passing failure.
        if (PASSING_STATUS.has(answer.statusCode ?? 0)) {
          answer.resume();
        }
      });
      return made;
    },
  };
}

const PASSING_STATUS = new Set([408, 429, 499, 500, 502, 503, 504, 520]);

async function readAuthorities(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(error => {
    throw new StoreUnavailableError(
      `certificate authorities of the document store cannot be read: ${error.code}`,
    );
  });
}
