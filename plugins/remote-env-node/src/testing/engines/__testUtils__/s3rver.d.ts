/** The parts of the server and of its store that the tests use; the package has no types. */
declare module '@20minutes/s3rver' {
  import type { AddressInfo } from 'node:net';

  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      directory: string;
      silent: boolean;
      serviceEndpoint: string;
      allowMismatchedSignatures: boolean;
      cert?: string;
      key?: string;
    });
    store: object;
    context: { store: object };
    run(): Promise<AddressInfo>;
  }
}

declare module '@20minutes/s3rver/lib/models/object.js' {
  export default class S3Object {
    static ALLOWED_METADATA: string[];
    bucket: string;
    key: string;
    content: import('node:stream').Readable | Buffer | null;
    metadata: Record<string, string | number>;
    range?: { start: number; end: number };
    constructor(
      bucket: string,
      key: string,
      content: import('node:stream').Readable | Buffer | null,
      metadata: Record<string, string | number>,
    );
  }
}

declare module '@20minutes/s3rver/lib/stores/filesystem.js' {
  export default class FilesystemStore {
    constructor(directory: string);
    rootDirectory: string;
    getBucket(name: string): Promise<object | null>;
    putBucket(name: string): Promise<object>;
  }
}

declare module '@20minutes/s3rver/lib/models/account.js' {
  const accounts: {
    DUMMY_ACCOUNT: {
      createKeyPair(accessKey: string, secretKey: string): void;
    };
  };
  export default accounts;
}
