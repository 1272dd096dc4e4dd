import type {
  AuthenticationType,
  Deprecation,
  DocumentReference,
  DocumentRole,
  RequestParameters,
} from '@remote-env/plugin-remote-env-common';
import type { Readable } from 'node:stream';
import type { ReportedCalls } from '../service-health';

/** The remote environment that a call is about. The uid is the authority: a re-created name is another one. */
export interface EnvironmentIdentity {
  name: string;
  uid: string;
}

/** One document of a service; `openDocument` streams it. */
export interface RegisteredDocument extends DocumentReference {
  role: DocumentRole;
}

/** From where a change came. */
export interface ServiceOrigin {
  /** Over its certificate, in portal or CLI, or in the store itself, as `kubectl` does. */
  kind: 'system' | 'person' | 'kubernetes';
  /** `certificate:{fingerprint}` or an entity reference; unknown of what was changed in the store itself. */
  by?: string;
}

/** A service as readers see it: complete, committed, without any secret. */
export interface RegisteredService {
  /** UUID; never changes. */
  id: string;
  /** Of the object: one that is registered again under its id is another one. */
  uid: string;
  environment: EnvironmentIdentity;
  /** Readable, unique within the environment; never changes either, since callers of the API proxy use it. */
  name: string;
  identifier?: string;
  provider: string;
  displayName: string;
  description: string;
  shortDescription?: string;
  labels: Record<string, string>;
  kinds: ('api' | 'events')[];
  api?: {
    targetUrl: string;
    apiType?: string;
    specificationUrl?: string;
    authentication: {
      type: AuthenticationType;
      tokenUrl?: string;
      csrfTokenUrl?: string;
    };
  };
  /** What the event catalog names; empty without one. */
  eventTypes: { name: string; version?: string }[];
  documents: RegisteredDocument[];
  documentation?: {
    displayName: string;
    description: string;
    type: string;
    tags?: string[];
  };
  hostName?: string;
  /** Its owner asks to leave it; nothing is cut off by that. */
  deprecation?: Deprecation;
  /** Of the last change; absent where it was not recorded. */
  changedBy?: ServiceOrigin;
  /** Absent while it was not called. */
  calls?: ReportedCalls;
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339; of the last replacement, absent before the first. */
  updatedAt?: string;
  /** Strong entity tag, quotes included; changes with every replacement and with nothing else. */
  etag: string;
}

/** A service with what only the system itself is shown. */
export interface ServiceDetails extends RegisteredService {
  /** Added to calls of the API; absent when there are none. */
  requestParameters?: Required<RequestParameters>;
  /** Added to calls of the token endpoint; absent when there are none. */
  tokenRequestParameters?: Required<RequestParameters>;
  /** That it brought for the token endpoint: base64 of PEM. Not secret. */
  clientCertificate?: string;
  /** The certificate that we show to the target, which has to trust it: base64 of PEM. Not secret. */
  generatedCertificate?: { commonName: string; certificate: string };
}

/** One thing that keeps a definition from being taken. */
export interface ServiceProblem {
  /** Of the definition, e.g. `api.spec`; empty for the whole. */
  field: string;
  problem: string;
  /** Both from 1, in the document of that field; absent where no place is to blame, or it is not known. */
  line?: number;
  column?: number;
}

/** What a definition would come to. */
export interface ServiceCheck {
  /** Empty: it would be taken. */
  problems: ServiceProblem[];
  /** Those that are in order. */
  documents: RegisteredDocument[];
  eventTypes: { name: string; version?: string }[];
  /** What `specificationUrl` leads to, when that is what counts. */
  fetchedText?: string;
  /** The service that it would replace, or that has its identifier. */
  existing?: { id: string; name: string; displayName: string; etag: string };
  /** Fields that would change of that; values of secrets are not compared. */
  changes?: string[];
}

export interface ServicePage {
  items: RegisteredService[];
  continue?: string;
}

export interface OpenedDocument {
  document: RegisteredDocument;
  /** Destroy it when it is not read to its end. */
  body: Readable;
}
