import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ActivityEntry } from './ActivityLog';
import type { ReportLedger } from './ReportLedger';
import { frequentSecurity, securityKindOf } from './securityFacts';
import type { SecurityMeter } from './SecurityMeter';

export interface SecurityLogOptions {
  ledger: ReportLedger;
  meter: Pick<SecurityMeter, 'count'>;
  logger: LoggerService;
}

/** Takes what the portal itself sees of those that admins watch for; gateways report theirs. */
export class SecurityLog {
  readonly #options: SecurityLogOptions;

  static create(options: SecurityLogOptions) {
    return new SecurityLog(options);
  }

  private constructor(options: SecurityLogOptions) {
    this.#options = options;
  }

  /** Keeps one, summed up with others from the same source; a failure is logged and never fails the call that it is about. */
  async note(entry: ActivityEntry): Promise<void> {
    const { ledger, logger, meter } = this.#options;
    const kind = securityKindOf(entry);
    if (!kind) {
      return;
    }
    meter.count(kind, 1);
    try {
      await ledger.take({
        entries: [],
        calls: [],
        frequent: [
          frequentSecurity(kind, { ...entry, at: entry.at ?? new Date() }, 1),
        ],
      });
    } catch (error) {
      logger.error(`A security event of kind ${kind} was lost: ${error}`);
    }
  }
}
