import { curlSample } from './languages/curl';
import { javaSample } from './languages/java';
import { nodeSample } from './languages/node';
import { pythonSample } from './languages/python';
import type { SampleLanguage, SampleRequest } from './model';

/**
 * Code that makes a request with a binding. Address and token are read from the environment: the token belongs into a secret, never into code.
 * Whatever names and values a document has, the code makes this one request and does nothing else.
 */
export const callSample: Record<
  SampleLanguage,
  (request: SampleRequest) => string
> = {
  curl: curlSample,
  node: nodeSample,
  python: pythonSample,
  java: javaSample,
};
