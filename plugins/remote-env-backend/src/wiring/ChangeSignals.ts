import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  CHANGES_CHANNEL,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { Change } from '../index-projection';

const DEBOUNCE_MS = 300;
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
  #timer: NodeJS.Timeout | undefined;

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
    this.#timer ??= setTimeout(() => this.#publish(), DEBOUNCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #publish(): void {
    this.#timer = undefined;
    const uids = [...this.#uids];
    this.#uids.clear();
    this.#signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: CHANGES_CHANNEL,
        message: uids.length > MAX_UIDS ? {} : { uids },
      })
      .catch(error =>
        this.#logger.warn(`Pages could not be told of changes: ${error}`),
      );
  }
}
