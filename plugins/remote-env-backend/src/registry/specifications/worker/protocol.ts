import type {
  DocumentComparison,
  DocumentFormat,
  QualityRule,
} from '@remote-env/plugin-remote-env-common';

/** Which part of a service a text was given for. */
export type SpecificationKind = 'api' | 'events';

/** One piece of work; `id` comes back with its result. */
export type WorkerRequest =
  | {
      id: number;
      task: 'parse';
      kind: SpecificationKind;
      /** In UTF-8 where it is bytes. */
      text: string | Uint8Array;
    }
  /** Takes the documents out of a large definition of a service. */
  | {
      id: number;
      task: 'separate';
      body: Uint8Array;
      encoding: string;
      /** Field of the body that holds the definition; absent: the body is it. */
      within: string | undefined;
    }
  /** Puts host, base path and schemes of the proxy into a Swagger 2.0 document (application-connector 2.3). */
  | { id: number; task: 'rewriteSwagger'; text: string; host: string }
  /** Makes outline and slices of a document that is registered. */
  | {
      id: number;
      task: 'derive';
      format: string;
      text: string;
      /** Of the derivation, when its operations or channels get slices: names of slices begin with it. */
      sliced: number | undefined;
    }
  /** Tells how one version of a document differs from another. */
  | {
      id: number;
      task: 'compare';
      before: { format: string; text: string };
      after: { format: string; text: string };
    }
  /** Puts a document into the syntax in which somebody wants it. */
  | { id: number; task: 'export'; text: string; as: 'json' | 'yaml' }
  /** Holds a document that is registered against the rules of its format. */
  | {
      id: number;
      task: 'lint';
      format: string;
      text: string;
      /** Whether examples and default values are held against their schemas, which takes by far the most. */
      examples: boolean;
    }
  /** Puts a document into the form that pages show, where that is not its own (`CONVERTED_FORMATS`). */
  | { id: number; task: 'convert'; format: DocumentFormat; text: string };

/** Why a text is refused, as its author can use it. */
export interface SpecificationProblem {
  reason: string;
  /** Both from 1; absent where no place in the text is to blame, or the place is not known. */
  line?: number;
  column?: number;
}

/** What the registry keeps of a document that is in order. */
export interface ParsedSpecification {
  format: DocumentFormat;
  contentType: 'application/json' | 'application/yaml' | 'application/xml';
  /** Named by an event catalog, without duplicates; at most `MAX_EVENT_TYPES`. */
  eventTypes: { name: string; version?: string }[];
  /** Words for search, at most `MAX_SEARCH_TEXT` characters. */
  searchText: string;
}

/** A definition of a service, and the documents that were in it. */
export interface SeparatedDefinition {
  /** JSON, without the documents. */
  rest: string;
  /** In UTF-8, with their digests in hex. */
  documents: {
    part: 'api' | 'events';
    bytes: Uint8Array;
    sha256: string;
  }[];
}

/** What is derived from a document, as it is stored. */
export interface DerivedFiles {
  /** JSON of a `ReadyOutline`, gzip. */
  outline: Uint8Array;
  /** See `slices/shelves`. */
  shelves: Uint8Array[];
}

/** What the rules of its format say of a document. */
export interface LintedDocument {
  /** Operations and webhooks, or channels. */
  operations: number;
  rules: QualityRule[];
}

export type WorkerResult =
  | { id: number; outcome: 'parsed'; parsed: ParsedSpecification }
  | { id: number; outcome: 'separated'; separated: SeparatedDefinition }
  | { id: number; outcome: 'rewritten' | 'converted'; text: string }
  | { id: number; outcome: 'derived'; derived: DerivedFiles }
  | { id: number; outcome: 'linted'; linted: LintedDocument }
  /** `gzipped`: the text. */
  | { id: number; outcome: 'exported'; gzipped: Uint8Array }
  | { id: number; outcome: 'compared'; comparison: DocumentComparison }
  | { id: number; outcome: 'refused'; problem: SpecificationProblem };

/** Sent once, when the parsers are loaded and have parsed a first document. */
export interface WorkerReady {
  ready: true;
}

/** Given to a worker that only derives: it begins at once, without what makes the first document quick to check. */
export const DERIVING_ONLY = 'deriving-only';

export const MAX_EVENT_TYPES = 1000;
export const MAX_SEARCH_TEXT = 64 * 1024;
