import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  ACTIVITY_CHANNEL,
  CHANGES_CHANNEL,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { Change } from '../index-projection';

const DEBOUNCE_MS = 300;
/** Strangers can make entries of the activity log. */
const ACTIVITY_DEBOUNCE_MS = 1_000;
/** Beyond it a page reads again whatever it shows. */
const MAX_UIDS = 100;

const ofEnvironment = z.object({
  spec: z.object({ environment: z.object({ uid: z.string() }) }),
});

/**
 * Tells open pages to read again: `{ uids }`, the uids of the environments concerned, or none for many. Uids mean
 * nothing to those who may not read an environment, so that everybody may hear them.
 */
export class ChangeSignals {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  readonly #uids = new Set<string>();
  readonly #active = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #activityTimer: NodeJS.Timeout | undefined;

  private constructor(signals: SignalsService, logger: LoggerService) {
    this.#signals = signals;
    this.#logger = logger;
  }

  static create(options: { signals: SignalsService; logger: LoggerService }) {
    return new ChangeSignals(options.signals, options.logger);
  }

  observe({ kind, object }: Change): void {
    if (kind === RemoteEnvironmentKind.kind) {
      this.#uids.add(object.metadata.uid);
    } else {
      const parsed = ofEnvironment.safeParse(object);
      if (parsed.success) {
        this.#uids.add(parsed.data.spec.environment.uid);
      }
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#publish(CHANGES_CHANNEL, this.#uids);
    }, DEBOUNCE_MS);
  }

  /** There are new entries in the activity log. @param uids - of the environments that they are about */
  recorded(uids: readonly string[]): void {
    if (uids.length === 0) {
      return;
    }
    uids.forEach(uid => this.#active.add(uid));
    this.#activityTimer ??= setTimeout(() => {
      this.#activityTimer = undefined;
      this.#publish(ACTIVITY_CHANNEL, this.#active);
    }, ACTIVITY_DEBOUNCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#activityTimer);
  }

  #publish(channel: string, concerned: Set<string>): void {
    const uids = [...concerned];
    concerned.clear();
    this.#signals
      .publish({
        recipients: { type: 'broadcast' },
        channel,
        message: uids.length > MAX_UIDS ? {} : { uids },
      })
      .catch(error =>
        this.#logger.warn(`Pages could not be told of changes: ${error}`),
      );
  }
}
