import type { Operation, Steps } from '../../engine/Operation.ts';
import { sql, text } from '../../engine/Operation.ts';
import { deleteOrMark } from './deletion.ts';
import type { HistoryLimits } from './history.ts';
import { ownerExists } from './links.ts';
import { toResourceRow } from './rows.ts';

/** Objects that one transaction collects at most; the rest follows in further ones. */
const COLLECT_LIMIT = 200;

export interface CollectArgs {
  now: string;
  history: HistoryLimits;
}

/** Deletes what has lost its last owner, a bounded number at a time. */
export const collectGarbage: Operation<CollectArgs, { garbage: boolean }> = {
  name: 'resources.collect',
  mode: 'write',
  *run(args) {
    return { garbage: yield* collectSome(args) };
  },
};

/** @returns whether the collector has to go on in another transaction */
export function* collectSome(args: CollectArgs): Steps<boolean> {
  let budget = COLLECT_LIMIT;
  while (budget > 0) {
    const [garbage] = yield sql(
      'SELECT owner_uid FROM resource_garbage LIMIT 1',
    );
    if (!garbage) {
      return false;
    }
    const ownerUid = text(garbage, 'owner_uid');
    const handled = yield* collectDependents(ownerUid, budget, args);
    if (handled < budget) {
      yield sql('DELETE FROM resource_garbage WHERE owner_uid = ?', ownerUid);
    }
    budget -= Math.max(1, handled);
  }
  return true;
}

/** @returns how many dependents were looked at; fewer than the limit when that was all */
function* collectDependents(
  ownerUid: string,
  limit: number,
  args: CollectArgs,
): Steps<number> {
  const rows = yield sql(
    `SELECT r.kind, r.path, r.uid, r.version, r.object
     FROM resource_owners o JOIN resources r ON r.uid = o.uid
     WHERE o.owner_uid = ? LIMIT ?`,
    ownerUid,
    limit,
  );
  for (const row of rows.map(toResourceRow)) {
    const alive = yield* hasOwner(row.uid);
    // The reference to the missing owner is settled either way; without this a dependent would be seen again.
    yield sql(
      'DELETE FROM resource_owners WHERE owner_uid = ? AND uid = ?',
      ownerUid,
      row.uid,
    );
    if (!alive) {
      yield* deleteOrMark(row, args);
    }
  }
  return rows.length;
}

function* hasOwner(uid: string): Steps<boolean> {
  const owners = yield sql(
    'SELECT owner_uid, owner_kind, owner_path FROM resource_owners WHERE uid = ?',
    uid,
  );
  for (const owner of owners) {
    const exists = yield* ownerExists({
      uid: text(owner, 'owner_uid'),
      kind: text(owner, 'owner_kind'),
      path: text(owner, 'owner_path'),
    });
    if (exists) {
      return true;
    }
  }
  return false;
}
