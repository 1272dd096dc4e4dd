import { metrics, type Counter } from '@opentelemetry/api';
import type { SecurityKind } from '@remote-env/plugin-remote-env-common';

/** Counts what admins watch for, by kind, through OpenTelemetry as Backstage itself does. */
export class SecurityMeter {
  readonly #events: Counter;

  static create(): SecurityMeter {
    return new SecurityMeter();
  }

  private constructor() {
    this.#events = metrics
      .getMeter('remote-env')
      .createCounter('remote_env_portal_security_events', {
        description:
          'Bad and foreign certificates, guessed tokens, forged headers and refused ingresses that this portal was told of.',
      });
  }

  count(kind: SecurityKind, amount: number): void {
    this.#events.add(amount, { kind });
  }
}
