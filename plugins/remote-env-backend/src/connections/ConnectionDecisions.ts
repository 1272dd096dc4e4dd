import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  API_VERSION,
  ConnectionApprovalKind,
  decide,
  RemoteEnvironmentKind,
  requiredApprovals,
  RULES_ACTOR,
  standingOf,
  withDecisions,
  type Act,
  type ApprovalRules,
  type ConnectionApproval,
  type DecidedVerdict,
  type DecisionRecord,
  type RemoteEnvironment,
  type Settled,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  countsFor,
  historyOf,
  isSettled,
  settledRecord,
  specOf,
  tiesTo,
} from './approvalObjects';
import type { Connection, DecidedConnection } from './Connections';
import { ConflictError, InputError, NotFoundError } from './errors';
import { retried } from './retried';

export interface ConnectionDecisionsOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  rules: ApprovalRules;
  logger: Pick<LoggerService, 'warn'>;
}

type Approval = ConnectionApproval | undefined;

/**
 * Decisions on connections as they are stored: the approval object says what holds, the environment's status what was
 * decided before. A decision is written before it is recorded; what was interrupted in between, or applied past the
 * portal, is completed by `keep`. The store decides between portals that write at the same time.
 */
export class ConnectionDecisions {
  readonly #options: ConnectionDecisionsOptions;

  static create(options: ConnectionDecisionsOptions): ConnectionDecisions {
    return new ConnectionDecisions(options);
  }

  private constructor(options: ConnectionDecisionsOptions) {
    this.#options = options;
  }

  /** By how many people it has to be approved now. */
  required({ spec }: RemoteEnvironment): number {
    return requiredApprovals(spec.labels, this.#options.rules);
  }

  /**
   * @throws ConflictError for a verdict that does not follow from the present state, InputError for a missing reason,
   *   NotFoundError
   */
  decide(
    name: string,
    decision: { verdict: DecidedVerdict; reason?: string },
    by: string,
  ): Promise<DecidedConnection> {
    return this.#write(name, (environment, settled) => {
      const act: Act = {
        ...decision,
        reason: decision.reason?.trim() || undefined,
        by,
        at: new Date().toISOString(),
        required: this.required(environment),
      };
      const standing = standingOf(
        environment,
        settled && { spec: specOf(environment, settled) },
      );
      const outcome = decide(standing, act);
      switch (outcome.kind) {
        case 'refused':
          throw outcome.field === 'reason'
            ? new InputError(`reason ${outcome.message}`)
            : new ConflictError(`verdict: ${outcome.message}`);
        case 'unchanged':
          return settled;
        default:
          return {
            record: outcome.decision,
            approvedLabels:
              outcome.decision.verdict === 'approved'
                ? environment.spec.labels ?? {}
                : settled?.approvedLabels,
          };
      }
    });
  }

  /** Approves what was just requested, because of the requester's group. Nothing when somebody has decided meanwhile. */
  approveAutomatically(
    name: string,
    group: string,
  ): Promise<DecidedConnection> {
    return this.#write(name, (environment, settled) => {
      if (settled || this.required(environment) > 1) {
        return settled;
      }
      const record: DecisionRecord = {
        verdict: 'approved',
        decidedBy: RULES_ACTOR,
        decidedAt: new Date().toISOString(),
        reason: `requested by a member of ${group}`,
        automatic: true,
        approvals: [],
      };
      return { record, approvedLabels: environment.spec.labels ?? {} };
    });
  }

  /** Whether an approval and its history are as they should be, as far as these objects tell. */
  isKept(environment: RemoteEnvironment, approval: Approval): boolean {
    return isSettled(environment, approval, this.#options.rules);
  }

  /**
   * Completes what is stored: ties, history, and what the rules say about decisions that were applied past the portal.
   *
   * @returns what was put right and why; nothing when it was only completed
   */
  async keep(
    name: string,
  ): Promise<(Connection & { because: string }) | undefined> {
    let because: string | undefined;
    const kept = await this.#write(name, (_environment, settled) => {
      because = settled?.because;
      return settled;
    });
    return because === undefined ? undefined : { ...kept, because };
  }

  /**
   * @throws ConflictError for labels under which the approvals that an open connection rests upon are not enough
   */
  checkLabels(
    connection: Connection,
    labels: Readonly<Record<string, string>> | undefined,
  ): void {
    const { environment, approval } = connection;
    const { state, approvals } = standingOf(environment, approval);
    const { rules } = this.#options;
    const required = requiredApprovals(labels, rules);
    if (
      state === 'approved' &&
      required > this.required(environment) &&
      required > approvals.length
    ) {
      throw new ConflictError(
        `labels: with these ${required} different people have to approve it, and ${approvals.length} did: another admin has to approve it before`,
      );
    }
  }

  /** @param next - what is to stand on record, given what should stand there now */
  async #write(
    name: string,
    next: (
      environment: RemoteEnvironment,
      settled: Settled | undefined,
    ) => Pick<Settled, 'record' | 'approvedLabels'> | undefined,
  ): Promise<DecidedConnection> {
    const { store, rules, logger } = this.#options;
    const written = await retried(async () => {
      const [found, stored] = await Promise.all([
        store.get(RemoteEnvironmentKind, this.#named(name)),
        store.get(ConnectionApprovalKind, this.#named(name)),
      ]);
      if (!found) {
        throw new NotFoundError(`There is no remote environment '${name}'`);
      }
      const settled = settledRecord(found, stored, rules);
      const wanted = next(found, settled);
      // What is about to be overwritten must be on record before.
      const environment = settled
        ? await this.#record(found, settled.record)
        : found;
      const approval =
        wanted && (await this.#store(environment, stored, wanted));
      return { environment, approval, isChanged: approval !== stored };
    });
    const { approval } = written;
    if (!approval) {
      return written;
    }
    try {
      const environment = await retried(() =>
        this.#recordNow(name, written.environment, approval),
      );
      return { ...written, environment };
    } catch (error) {
      // It holds; the keeper records it later.
      logger.warn(
        `The decision on '${name}' is not in its history yet: ${error}`,
      );
      return written;
    }
  }

  async #recordNow(
    name: string,
    decided: RemoteEnvironment,
    approval: ConnectionApproval,
  ): Promise<RemoteEnvironment> {
    const { store } = this.#options;
    const now = await store.get(RemoteEnvironmentKind, this.#named(name));
    const { decision } = standingOf(decided, approval);
    return now?.metadata.uid === decided.metadata.uid && decision
      ? this.#record(now, decision)
      : decided;
  }

  async #record(
    environment: RemoteEnvironment,
    record: DecisionRecord,
  ): Promise<RemoteEnvironment> {
    const history = historyOf(environment);
    const decisions = withDecisions(history, record);
    return decisions === history
      ? environment
      : this.#options.store.updateStatus(RemoteEnvironmentKind, {
          ...environment,
          status: { ...environment.status, decisions: [...decisions] },
        });
  }

  async #store(
    environment: RemoteEnvironment,
    stored: Approval,
    wanted: Pick<Settled, 'record' | 'approvedLabels'>,
  ): Promise<ConnectionApproval> {
    const { store } = this.#options;
    const spec = specOf(environment, wanted);
    const ties = tiesTo(environment, stored);
    if (!stored) {
      return store.create(ConnectionApprovalKind, {
        apiVersion: API_VERSION,
        kind: ConnectionApprovalKind.kind,
        metadata: { ...this.#named(environment.metadata.name), ...ties },
        spec,
      });
    }
    const { labels, ownerReferences } = stored.metadata;
    return countsFor(stored, environment) &&
      isDeepStrictEqual(stored.spec, spec) &&
      isDeepStrictEqual({ labels, ownerReferences }, ties)
      ? stored
      : store.update(ConnectionApprovalKind, {
          ...stored,
          metadata: { ...stored.metadata, ...ties },
          spec,
        });
  }

  #named(name: string) {
    return { namespace: this.#options.namespace, name };
  }
}
