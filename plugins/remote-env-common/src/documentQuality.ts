import { z } from 'zod';

/** How much a finding matters: what readers or clients trip over, what they miss, and what is good to know. */
export const FINDING_SEVERITIES = ['error', 'warning', 'info'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** One place of a document that a rule says something about. */
export const qualityFindingSchema = z.object({
  message: z.string(),
  /** Keys and indexes from the root of the document on; the nearest that is there. */
  path: z.array(z.string()),
  /** Both from 1; absent in documents that are too large to look for places. */
  line: z.number().optional(),
  column: z.number().optional(),
});
export type QualityFinding = z.infer<typeof qualityFindingSchema>;

/** A rule that found something, in one severity. */
export const qualityRuleSchema = z.object({
  rule: z.string(),
  severity: z.enum(FINDING_SEVERITIES),
  /** All that it found, of which `findings` may have only the first. */
  count: z.number(),
  /** Where the rule is explained. */
  url: z.string().optional(),
  findings: z.array(qualityFindingSchema),
});
export type QualityRule = z.infer<typeof qualityRuleSchema>;

/** What the rules of its format say of a document. */
export const readyQualitySchema = z.object({
  state: z.literal('ready'),
  /** 0 to 100, by `qualityScore`. */
  score: z.number(),
  /** Operations and webhooks, or channels: what the score is relative to. */
  operations: z.number(),
  /** Errors first, then what was found most often. Empty: nothing was found. */
  rules: z.array(qualityRuleSchema),
  /** Whether examples and default values were held against their schemas, too. */
  examplesChecked: z.boolean(),
});
export type ReadyQuality = z.infer<typeof readyQualitySchema>;

/** What was found in a document, or why it could not be looked at. */
export const documentQualitySchema = z.discriminatedUnion('state', [
  readyQualitySchema,
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);
export type DocumentQuality = z.infer<typeof documentQualitySchema>;

/** Whether there are rules for documents of this format. There are none for AsyncAPI 1, OData and guides. */
export function hasQualityRules(format: string): boolean {
  return /^(swagger|openapi|asyncapi-[23]$)/.test(format);
}

/** What one finding of an operation costs. */
const WEIGHTS: Readonly<Record<FindingSeverity, number>> = {
  error: 5,
  warning: 1,
  info: 0.2,
};
/** A document counts as one of so many operations at least: one finding does not decide over a small one. */
const LEAST_OPERATIONS = 5;

/**
 * The quality of a document from 0 to 100, whole; 100 only without findings.
 *
 * With _d_ the weight of all findings (5 for an error, 1 for a warning, 0.2 for an info) divided by the number of
 * operations (5 at least), it is `100 / (1 + d / 2)`, rounded down: 90 at a warning for every fifth operation, 67 at one for each,
 * 29 at an error for each. A rule that finds more than one thing in each operation counts once for each.
 */
export function qualityScore(
  operations: number,
  rules: readonly Pick<QualityRule, 'severity' | 'count'>[],
): number {
  const size = Math.max(operations, LEAST_OPERATIONS);
  const weight = rules.reduce(
    (sum, { severity, count }) =>
      sum + WEIGHTS[severity] * Math.min(count, size),
    0,
  );
  return weight === 0
    ? 100
    : Math.min(99, Math.floor(100 / (1 + weight / size / 2)));
}

export type QualityGrade = 'good' | 'fair' | 'poor';

/** What a score means in a word: good from 90 on, fair from 60 on. */
export function qualityGrade(score: number): QualityGrade {
  if (score >= 90) {
    return 'good';
  }
  return score >= 60 ? 'fair' : 'poor';
}
