import type { JsonObject } from '../../documents/json';
import type { ReceivedRequest } from './RecordingServer';

/** What is received for an operation, whichever language sends it. */
export interface SampleCase {
  name: string;
  document: JsonObject;
  received: Omit<ReceivedRequest, 'headers'> & {
    /** Those that matter. */
    headers?: ReceivedRequest['headers'];
  };
}

export const openapi = (path: string, method: string, operation: object) => ({
  openapi: '3.1.0',
  info: { title: 'a', version: '1' },
  paths: { [path]: { [method]: operation } },
});

export const swagger = (path: string, method: string, operation: object) => ({
  swagger: '2.0',
  info: { title: 'a', version: '1' },
  paths: { [path]: { [method]: operation } },
});

export const query = (name: string, example: unknown, rest: object = {}) => ({
  name,
  in: 'query',
  schema: {},
  example,
  ...rest,
});
