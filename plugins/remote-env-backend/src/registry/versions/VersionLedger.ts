import type {
  DocumentReference,
  DocumentRole,
} from '@remote-env/plugin-remote-env-common';
import type { ServiceOrigin } from '../model';

/** What one document of a service was for a while. */
export interface DocumentVersion
  extends Pick<
    DocumentReference,
    'sha256' | 'format' | 'contentType' | 'size'
  > {
  role: DocumentRole;
  /** From 1, without gaps; the oldest may be gone. */
  number: number;
  /** RFC 3339; since when. */
  at: string;
  /** From where it came; absent where that was not recorded. */
  changedBy?: ServiceOrigin;
}

/** A service by its object: one that is registered again under its id is another one. */
export interface VersionedService {
  uid: string;
  id: string;
  environmentUid: string;
}

/** A document as a portal saw it in a service. */
export interface SeenDocument extends Omit<DocumentVersion, 'number'> {
  service: VersionedService;
  /** Of the service, which grows with each change of its spec. */
  generation: number;
}

export interface LatestVersion
  extends Pick<DocumentVersion, 'role' | 'number' | 'sha256'> {
  serviceUid: string;
  generation: number;
}

/** A version of which nobody was told yet what it changes. */
export interface UntoldVersion
  extends Pick<DocumentVersion, 'role' | 'number'> {
  serviceUid: string;
  serviceId: string;
  /** Absent for the first, and where the one before is not kept. */
  before?: Pick<DocumentVersion, 'sha256' | 'format'>;
  after: Pick<DocumentVersion, 'sha256' | 'format'>;
}

/** What came of wanting to tell of a version. */
export type Telling =
  /** It is this portal's. */
  | { state: 'claimed' }
  /** Another portal is at it, until then at most (ms since the epoch). */
  | { state: 'taken'; until: number }
  /** Or there is no such version any more. */
  | { state: 'told' };

/** Names one version of one document. */
export type VersionKey = Pick<UntoldVersion, 'serviceUid' | 'role' | 'number'>;

/** The versions that are kept. Any number of portals record what they see, each at its own pace. */
export interface VersionLedger {
  /** The newest version of each document of these services. */
  latest(serviceUids: readonly string[]): Promise<LatestVersion[]>;
  /**
   * Records a document unless the newest version is the same, or was seen in a later generation.
   *
   * @returns the number that it got; undefined when it is no new version
   */
  add(seen: SeenDocument): Promise<number | undefined>;
  /** Of each document newest first. */
  list(serviceUid: string): Promise<DocumentVersion[]>;
  /** Removes all but the newest of one document. */
  prune(serviceUid: string, role: DocumentRole, keep: number): Promise<void>;
  /** Documents of which more than `keep` versions are there. */
  overfull(keep: number): Promise<{ serviceUid: string; role: DocumentRole }[]>;
  /** Removes all versions of a service. @returns digests that they named */
  forget(serviceUid: string): Promise<string[]>;
  /** Versions of these services of which nobody was told yet. */
  untold(serviceUids: readonly string[]): Promise<UntoldVersion[]>;
  /** Of several portals one gets it, for so long. */
  claimTelling(version: VersionKey, leaseMs: number): Promise<Telling>;
  /** Everybody has been told that there is. */
  told(version: VersionKey): Promise<void>;
  /** Lets others tell of it. */
  giveBackTelling(version: VersionKey): Promise<void>;
  /** Removes what is known of documents that no version names any more. */
  forgetComparisons(): Promise<void>;
  isKept(sha256: string): Promise<boolean>;
  /** Digests that versions name. */
  kept(): Promise<Set<string>>;
  /** Those of which there are versions. */
  services(): Promise<Pick<VersionedService, 'uid' | 'id'>[]>;
}
