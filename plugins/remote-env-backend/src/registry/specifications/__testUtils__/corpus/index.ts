import { ASYNCAPIS } from './asyncApis';
import type { BrokenDocument } from './BrokenDocument';
import { CSDL_JSON } from './csdl';
import { EDMX } from './edmx';
import { EDMX_MODELS } from './edmxModels';
import { ENCODINGS } from './encodings';
import { HOSTILE_ASYNCAPIS } from './hostileAsyncApis';
import { HOSTILE_OPENAPIS } from './hostileOpenApis';
import { HOSTILE_XML } from './hostileXml';
import { IN_YAML } from './inYaml';
import { OPENAPIS } from './openApis';
import { TEXTS } from './texts';

/** Broken and hostile documents of every format, with what the registry says to each. */
export const CORPUS: readonly BrokenDocument[] = [
  ...TEXTS,
  ...ENCODINGS,
  ...OPENAPIS,
  ...HOSTILE_OPENAPIS,
  ...ASYNCAPIS,
  ...HOSTILE_ASYNCAPIS,
  ...EDMX,
  ...EDMX_MODELS,
  ...HOSTILE_XML,
  ...CSDL_JSON,
  ...IN_YAML,
];
