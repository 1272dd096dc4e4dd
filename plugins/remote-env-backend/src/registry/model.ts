import type {
  AuthenticationType,
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

/** A service as readers see it: complete, committed, without any secret. */
export interface RegisteredService {
  /** UUID; never changes. */
  id: string;
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
  /** The certificate that we show to the target, which has to trust it: base64 of PEM. Not secret. */
  generatedCertificate?: { commonName: string; certificate: string };
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
