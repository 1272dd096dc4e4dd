import {
  hasQualityRules,
  qualityScore,
} from '@remote-env/plugin-remote-env-common';
import { SpecificationRefusedError } from '../specifications/errors';
import type { LintedDocument } from '../specifications/worker/protocol';
import type { DerivationLedger } from './DerivationLedger';
import type { DerivableDocument, DerivationStep } from './DerivationStep';
import type { DerivedDocuments } from './DerivedDocuments';
import type { DerivingWorker } from './DerivingWorker';

/** Examples of larger documents are not checked: each compiles a schema, which takes a minute and a gigabyte for 13 MB. */
export const EXAMPLES_UP_TO_BYTES = 2 * 1024 * 1024;
/** What takes longer with its examples, because a pattern of its own takes for ever perhaps, is looked at without. */
const EXAMPLES_MS = 20_000;

/** What the rules of its format say of a document, and the score that comes of it. */
export function createQualityStep(options: {
  derived: Pick<DerivedDocuments, 'storeQuality'>;
  ledger: DerivationLedger;
  worker: Pick<DerivingWorker, 'lint'>;
}): DerivationStep {
  const { derived, ledger, worker } = options;

  async function withExamples(
    { format, size }: DerivableDocument,
    text: string,
  ): Promise<LintedDocument | undefined> {
    if (size > EXAMPLES_UP_TO_BYTES) {
      return undefined;
    }
    try {
      return await worker.lint({ format, text, examples: true }, EXAMPLES_MS);
    } catch (error) {
      if (error instanceof SpecificationRefusedError) {
        return undefined;
      }
      throw error;
    }
  }

  return {
    kind: 'quality',
    ledger,
    isFor: hasQualityRules,
    async make(document, text) {
      const { format, sha256 } = document;
      const full = await withExamples(document, text);
      const { operations, rules } =
        full ?? (await worker.lint({ format, text, examples: false }));
      await derived.storeQuality(sha256, {
        state: 'ready',
        score: qualityScore(operations, rules),
        operations,
        rules,
        examplesChecked: full !== undefined,
      });
    },
    fail: (sha256, reason) =>
      derived.storeQuality(sha256, { state: 'failed', reason }),
  };
}
