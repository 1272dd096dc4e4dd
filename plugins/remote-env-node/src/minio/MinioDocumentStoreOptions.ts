/** How objects are encrypted where they lie; `undefined` leaves it to the bucket. */
export type ServerSideEncryption =
  | { type: 's3' }
  | {
      type: 'kms';
      /** Absent: the key that the bucket or the server has for this. */
      keyId?: string;
    };

/** Key pair of an account, in plain or in files; files are read again, so that keys can be exchanged while it runs. */
export type S3Credentials =
  | { accessKey: string; secretKey: string; sessionToken?: string }
  | { accessKeyFile: string; secretKeyFile: string };

export interface MinioDocumentStoreOptions {
  /** Origin of the S3 API: `https://s3.acme.test:9000`; no path, no credentials. */
  endpoint: string;
  /** PEM file with the authorities that the endpoint's certificate may chain to, instead of the well-known ones. */
  caFile?: string;
  credentials: S3Credentials;
  region: string;
  bucket: string;
  /** Make the bucket when it is missing; otherwise that is an error. */
  createBucket: boolean;
  /** Before every key, so that a bucket can be shared: empty, or segments that each end with `/`. */
  prefix: string;
  /** How a bucket is addressed: in the path, or as the first label of the host name. */
  addressing: 'path' | 'virtualHost';
  serverSideEncryption?: ServerSideEncryption;
  /** An answer, or the next bytes of one, that takes longer is given up. Milliseconds. */
  timeoutMs: number;
  /** Folder for documents that arrive as streams and are larger than a part of memory. Default: the system's. */
  spoolFolder?: string;
}
