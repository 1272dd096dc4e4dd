/*
 * An S3 server in a process of its own, started with plain Node: `node s3ServerProgram.ts <options as JSON>`. Says
 * `port N` on standard output once it listens, and ends when its standard input does.
 */
import { readFileSync } from 'node:fs';
import S3rver from '@20minutes/s3rver';
import accounts from '@20minutes/s3rver/lib/models/account.js';
import { ConsistentStore } from './ConsistentStore.ts';

interface ProgramOptions {
  directory: string;
  port: number;
  serviceEndpoint: string;
  allowMismatchedSignatures: boolean;
  accessKey: string;
  secretKey: string;
  /** PEM files. */
  tls?: { certFile: string; keyFile: string };
}

const options: ProgramOptions = JSON.parse(process.argv[2] ?? '{}');

accounts.DUMMY_ACCOUNT.createKeyPair(options.accessKey, options.secretKey);
const server = new S3rver({
  address: '127.0.0.1',
  port: options.port,
  directory: options.directory,
  silent: true,
  serviceEndpoint: options.serviceEndpoint,
  allowMismatchedSignatures: options.allowMismatchedSignatures,
  ...(options.tls && {
    cert: readFileSync(options.tls.certFile, 'utf8'),
    key: readFileSync(options.tls.keyFile, 'utf8'),
  }),
});
const store = new ConsistentStore(options.directory);
server.store = store;
server.context.store = store;

process.stdin.once('close', () => process.exit()).resume();
server.run().then(({ port }) => {
  process.stdout.write(`port ${port}\n`);
});
