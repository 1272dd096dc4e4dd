import { hasOutline, isSliced } from '@remote-env/plugin-remote-env-common';
import { DERIVATION_VERSION } from '@remote-env/plugin-remote-env-node';
import type { DerivationLedger } from './DerivationLedger';
import type { DerivationStep } from './DerivationStep';
import type { DerivedDocuments } from './DerivedDocuments';
import type { DerivingWorker } from './DerivingWorker';

/** Outlines, and slices of documents that are too large to be shown as a whole. */
export function createOutlineStep(options: {
  derived: Pick<DerivedDocuments, 'store' | 'storeFailure'>;
  ledger: DerivationLedger;
  worker: Pick<DerivingWorker, 'derive'>;
}): DerivationStep {
  const { derived, ledger, worker } = options;
  return {
    kind: 'outline',
    ledger,
    isFor: hasOutline,
    async make({ sha256, format, size }, text) {
      const sliced = isSliced(format, size) ? DERIVATION_VERSION : undefined;
      await derived.store(
        sha256,
        await worker.derive({ format, text, sliced }),
      );
    },
    fail: (sha256, reason) => derived.storeFailure(sha256, reason),
  };
}
