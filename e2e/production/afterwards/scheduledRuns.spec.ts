import { expect, test } from '@playwright/test';
import { eventually } from '../../support/eventually';
import { database } from '../portals';
import { ScheduledRuns } from '../ScheduledRuns';

/** Of all that the portals did while the other tests used, killed and cut them off. */
test('what is scheduled runs on one portal at a time', async () => {
  test.setTimeout(240_000);
  const runs = ScheduledRuns.open(database);
  try {
    await eventually(
      'each task that is due soon has run again',
      async () => {
        const finished = await runs.finished();
        const waiting = [
          'remote-env-finish-deletions',
          'remote-env-sum-up-reports',
          'search_index_remote_env-service',
        ].filter(id => (finished.get(id)?.length ?? 0) < 2);
        if (waiting.length > 0) {
          throw new Error(`${waiting} of ${[...finished.keys()]}`);
        }
        return true;
      },
      200_000,
    );
    const finished = await runs.finished();
    for (const [id, each] of finished) {
      expect(ScheduledRuns.overlapping(each), id).toEqual([]);
    }
    // Every task of ours is in the table that all portals share: none runs on each portal by itself.
    expect(await runs.registered('remote-env')).toEqual([
      'remote-env-activity-retention',
      'remote-env-edge-certificate',
      'remote-env-expiry-warnings',
      'remote-env-finish-deletions',
      'remote-env-former-authorities',
      'remote-env-index-reconciliation',
      'remote-env-sum-up-reports',
    ]);
  } finally {
    await runs.close();
  }
});
