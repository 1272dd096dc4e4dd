import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DocumentStore } from '@remote-env/plugin-remote-env-node';
import type { Knex } from 'knex';
import { DatabaseComparisonLedger } from '../database/DatabaseComparisonLedger';
import { DatabaseVersionLedger } from '../database/DatabaseVersionLedger';
import type { BreakingChanges } from '../notices';
import {
  COMPARISON_VERSION,
  Comparisons,
  VersionHistory,
  type DerivingWorker,
} from '../registry';

/** The versions of documents, what each changes, and that those who use a service hear of it. */
export function createVersions(options: {
  knex: Knex;
  documents: DocumentStore;
  worker: Pick<DerivingWorker, 'compare'>;
  breakingChanges: BreakingChanges;
  /** Of each document. */
  keep: number;
  logger: LoggerService;
}): { versions: VersionHistory; comparisons: Comparisons } {
  const { breakingChanges, documents, keep, knex, logger, worker } = options;
  const ledger = DatabaseVersionLedger.create(knex);
  const comparisons = Comparisons.create({
    documents,
    ledger: DatabaseComparisonLedger.create(knex, COMPARISON_VERSION),
    versions: ledger,
    worker,
    onBreaking: (version, comparison) =>
      breakingChanges.tell(version, comparison),
    logger,
  });
  const versions = VersionHistory.create({
    ledger,
    keep,
    onRecorded: uids => comparisons.follow(uids),
    logger,
  });
  return { versions, comparisons };
}
