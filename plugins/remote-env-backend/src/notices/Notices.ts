import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';

/** What people are told wherever they are in the portal. */
export interface Notice {
  /** Entity references of users and groups; nobody is told when there are none. */
  to: readonly string[];
  /** Whoever did it knows already. */
  except?: string;
  title: string;
  description?: string;
  /** Path of a page. */
  link: string;
  severity: 'critical' | 'high' | 'normal' | 'low';
  scope: string;
}

const TOPIC = 'remote-env';

/** Tells people through Backstage's notifications. */
export class Notices {
  readonly #notifications: NotificationService;
  readonly #logger: LoggerService;

  static create(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }) {
    return new Notices(options);
  }

  private constructor(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }) {
    this.#notifications = options.notifications;
    this.#logger = options.logger;
  }

  /**
   * What it is about has happened whether or not anybody is told, so that a failure is one line in the log.
   *
   * @returns whether it was taken
   */
  async send({ to, except, ...payload }: Notice): Promise<boolean> {
    if (to.length === 0) {
      return true;
    }
    try {
      await this.#notifications.send({
        recipients: {
          type: 'entity',
          entityRef: [...to],
          excludeEntityRef: except,
        },
        payload: { ...payload, topic: TOPIC },
      });
      return true;
    } catch (error) {
      this.#logger.warn(
        `Nobody could be told that "${payload.title}": ${error}`,
      );
      return false;
    }
  }
}
