/** One request to an API as a sample makes it, the same in every language. */
export interface SampleRequest {
  /** Upper case, e.g. `GET`. */
  method: string;
  /** Path and query behind the address that a binding gives, percent-encoded. Begins with a slash. */
  target: string;
  /** Besides the token of the binding and what the body says of itself; printable ASCII. */
  headers: [name: string, value: string][];
  body?: SampleBody;
  /** What stands for values and files that the document does not give, e.g. `ORDER_CODE`. */
  placeholders: string[];
}

export type SampleBody =
  | { kind: 'json'; type: string; value: unknown }
  | { kind: 'text'; type: string; text: string }
  /** `application/x-www-form-urlencoded` */
  | { kind: 'form'; fields: [name: string, value: string][] }
  /** `multipart/form-data` */
  | { kind: 'multipart'; parts: SamplePart[] }
  /** Whatever is in a file of this name in the directory of the caller. */
  | { kind: 'file'; type: string; file: string };

export type SamplePart =
  | { name: string; type?: string; text: string }
  | { name: string; type: string; file: string };

export const SAMPLE_LANGUAGES = ['curl', 'node', 'python', 'java'] as const;
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];

/** The headers of a request with the type of its body; forms get theirs from the language. */
export function headersWithType({
  headers,
  body,
}: SampleRequest): SampleRequest['headers'] {
  return body && 'type' in body
    ? [...headers, ['Content-Type', body.type]]
    : headers;
}

/** Whether something of a body lies in a file. */
export function readsFile(body: SampleBody | undefined): boolean {
  return (
    body?.kind === 'file' ||
    (body?.kind === 'multipart' && body.parts.some(part => 'file' in part))
  );
}
