import { createHash } from 'node:crypto';
import {
  securityKind,
  type SecurityKind,
} from '@remote-env/plugin-remote-env-common';
import type { ActivityEntry } from './ActivityLog';
import { addressKey } from './addressKey';
import type { FrequentActivity } from './ReportLedger';

/** Which of the things that admins watch for an entry is; gateways say it of what they report. */
export function securityKindOf({
  action,
  details,
  outcome,
}: ActivityEntry): SecurityKind | undefined {
  if (outcome !== 'refused') {
    return undefined;
  }
  return action === 'token-redeem'
    ? 'token-guess'
    : securityKind(details?.kind);
}

/** Of whoever called. */
export function addressOf({ details }: ActivityEntry): string | undefined {
  return details?.address ?? details?.ip;
}

/** How many alike an entry stands for. */
export function countOf({ details }: ActivityEntry): number {
  const count = Number(details?.count ?? 1);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}

/**
 * A security event as what happens all the time: of one kind from one source, about one environment, the first is
 * entered at once and the rest of a minute as one, so that whoever calls a thousand times a second does not fill the
 * log.
 *
 * @param entry - without its count
 */
export function frequentSecurity(
  kind: SecurityKind,
  entry: ActivityEntry,
  count: number,
): FrequentActivity {
  const source = JSON.stringify([
    'security',
    kind,
    addressKey(addressOf(entry) ?? ''),
    entry.environment?.uid ?? entry.environment?.name,
  ]);
  return {
    kind: createHash('sha256').update(source).digest('hex'),
    count,
    last: entry,
  };
}
