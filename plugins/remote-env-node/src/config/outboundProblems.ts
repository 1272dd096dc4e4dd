import { HostRules } from '../outbound/HostRules';
import { OUTBOUND_PURPOSES } from '../outbound/OutboundPolicy';
import type { OutboundConfig } from './gatewayConfig';

/** Entries of the lists for outbound calls that are neither hosts nor networks, one line each. */
export function outboundProblems(
  outbound: OutboundConfig,
  prefix = '',
): string[] {
  const lists: [string, readonly string[]][] = [
    ...OUTBOUND_PURPOSES.map((purpose): [string, readonly string[]] => [
      `${prefix}outbound.allow.${purpose}`,
      outbound.allow[purpose] ?? [],
    ]),
    [`${prefix}outbound.deny`, outbound.deny],
  ];
  return lists.flatMap(([key, entries]) => {
    try {
      HostRules.parse(entries, key);
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}
