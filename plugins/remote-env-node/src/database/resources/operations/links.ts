import { chunksOf, placeholders } from '../../engine/chunks.ts';
import type { Steps } from '../../engine/Operation.ts';
import { sql } from '../../engine/Operation.ts';

/** One owner reference, in the form of the tables. */
export interface OwnerLink {
  uid: string;
  kind: string;
  /** In the namespace of the dependent: owners elsewhere do not count. */
  path: string;
}

export interface Linked {
  kind: string;
  path: string;
  uid: string;
  labels: Record<string, string>;
  owners: OwnerLink[];
}

/**
 * Indexes labels and owners of a new or changed object.
 *
 * @returns whether one of the owners does not exist, so that the collector has to look
 */
export function* writeLinks(object: Linked): Steps<boolean> {
  for (const labels of chunksOf(Object.entries(object.labels))) {
    yield sql(
      `INSERT INTO resource_labels (kind, label, value, path, uid)
       VALUES ${placeholders(labels.length, 5)}`,
      ...labels.flatMap(([label, value]) => [
        object.kind,
        label,
        value,
        object.path,
        object.uid,
      ]),
    );
  }
  let garbage = false;
  for (const owner of object.owners) {
    yield sql(
      `INSERT INTO resource_owners (owner_uid, uid, owner_kind, owner_path)
       VALUES (?, ?, ?, ?) ON CONFLICT (owner_uid, uid) DO NOTHING`,
      owner.uid,
      object.uid,
      owner.kind,
      owner.path,
    );
    const exists = yield* ownerExists(owner);
    if (!exists) {
      yield* markGarbage(owner.uid);
      garbage = true;
    }
  }
  return garbage;
}

export function* removeLinks(uid: string): Steps<void> {
  yield sql('DELETE FROM resource_labels WHERE uid = ?', uid);
  yield sql('DELETE FROM resource_owners WHERE uid = ?', uid);
}

/** An owner counts only where the reference says: same namespace, kind, name and uid (decision 0002, rule 15). */
export function* ownerExists(owner: OwnerLink): Steps<boolean> {
  const [found] = yield sql(
    'SELECT 1 AS one FROM resources WHERE uid = ? AND kind = ? AND path = ?',
    owner.uid,
    owner.kind,
    owner.path,
  );
  return found !== undefined;
}

/** Remembers an owner that does not exist, so that its dependents are looked at even after a crash. */
export function* markGarbage(ownerUid: string): Steps<void> {
  yield sql(
    'INSERT INTO resource_garbage (owner_uid) VALUES (?) ON CONFLICT (owner_uid) DO NOTHING',
    ownerUid,
  );
}
