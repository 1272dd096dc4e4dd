import type { Readable } from 'node:stream';
import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import type { PortalApiOperations } from '@remote-env/plugin-remote-env-common';
import type { Request } from 'express';

export type OperationId = keyof PortalApiOperations;

type Operation<O extends OperationId> = PortalApiOperations[O];
type Parameter<
  O extends OperationId,
  P extends 'path' | 'query' | 'header',
> = NonNullable<Operation<O>['parameters'][P]>;
type JsonOf<T> = T extends { content: { 'application/json': infer J } }
  ? J
  : undefined;
type Responses<O extends OperationId> = Operation<O>['responses'];

/** One request, as the document of the portal API describes it and after it was checked against it. */
export interface OperationCall<O extends OperationId> {
  path: Parameter<O, 'path'>;
  query: Parameter<O, 'query'>;
  headers: Parameter<O, 'header'>;
  body: JsonOf<NonNullable<Operation<O>['requestBody']>>;
  /** Who asks; the portal API serves people only. */
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  request: Request;
}

/** A success; what is not one is thrown. */
export type OperationResult<O extends OperationId> = {
  [S in keyof Responses<O> & number]: JsonOf<Responses<O>[S]> extends undefined
    ? {
        status: S;
        headers?: Record<string, string>;
        /** For answers that are not JSON. */
        stream?: Readable;
      }
    :
        | {
            status: S;
            headers?: Record<string, string>;
            body: JsonOf<Responses<O>[S]>;
          }
        /** Of JSON that was made earlier, as the document says, and is kept in this form. */
        | { status: S; headers: Record<string, string>; stream: Readable };
}[keyof Responses<O> & number];

export type OperationHandler<O extends OperationId> = (
  call: OperationCall<O>,
) => Promise<OperationResult<O>>;

/** A handler for every operation of the document; leaving one out does not compile. */
export type PortalOperations = { [O in OperationId]: OperationHandler<O> };
