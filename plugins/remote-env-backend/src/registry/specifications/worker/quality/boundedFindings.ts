import type {
  QualityFinding,
  QualityRule,
} from '@remote-env/plugin-remote-env-common';
import type { Place } from '../syntax.ts';

/** Findings of one document that are kept; how many there are of each rule is told beside them. */
export const MAX_FINDINGS = 200;
const MAX_WORDS = 400;
const MAX_SEGMENT = 200;
const MAX_SEGMENTS = 100;

export type Path = readonly (string | number)[];

/** One thing that the linter says. */
export interface Remark {
  rule: string;
  severity: QualityRule['severity'];
  message: string;
  path: Path;
  /** Of the rule. */
  url?: string;
}

const SEVERITIES: readonly string[] = ['error', 'warning', 'info'];

/**
 * Remarks by rule, those of errors first and then those with most of them. Of many remarks each rule keeps some:
 * the first, second and so on of each in turn, until there are `MAX_FINDINGS`.
 *
 * @param placesOf - of what stands under these paths, in their order
 */
export function boundedFindings(
  remarks: readonly Remark[],
  placesOf: (paths: readonly Path[]) => readonly (Place | undefined)[],
): QualityRule[] {
  const groups = grouped(remarks);
  const kept = inTurn(groups);
  const places = placesOf(kept.map(({ path }) => path));
  const findings = new Map(
    kept.map((remark, i) => [remark, findingOf(remark, places[i])]),
  );
  return groups.flatMap(group => {
    const [first] = group;
    return first
      ? {
          rule: first.rule,
          severity: first.severity,
          count: group.length,
          ...(first.url && { url: first.url }),
          findings: group.flatMap(remark => findings.get(remark) ?? []),
        }
      : [];
  });
}

function grouped(remarks: readonly Remark[]): Remark[][] {
  const groups = new Map<string, Remark[]>();
  for (const remark of remarks) {
    const key = `${SEVERITIES.indexOf(remark.severity)} ${remark.rule}`;
    const group = groups.get(key);
    if (group) {
      group.push(remark);
    } else {
      groups.set(key, [remark]);
    }
  }
  return [...groups]
    .sort(
      ([a, ofA], [b, ofB]) =>
        Number(a[0]) - Number(b[0]) ||
        ofB.length - ofA.length ||
        (a < b ? -1 : 1),
    )
    .map(([_, group]) => group);
}

function inTurn(groups: readonly Remark[][]): Remark[] {
  const kept: Remark[] = [];
  for (let turn = 0; kept.length < MAX_FINDINGS; turn++) {
    const next = groups.flatMap(group => group[turn] ?? []);
    if (next.length === 0) {
      break;
    }
    kept.push(...next);
  }
  return kept.slice(0, MAX_FINDINGS);
}

function findingOf(
  { message, path }: Remark,
  place: Place | undefined,
): QualityFinding {
  return {
    message: bounded(message),
    path: path
      .slice(0, MAX_SEGMENTS)
      .map(segment => bounded(String(segment), MAX_SEGMENT)),
    ...place,
  };
}

function bounded(text: string, length = MAX_WORDS): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
