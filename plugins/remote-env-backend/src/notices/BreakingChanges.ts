import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
  type DocumentComparison,
  type DocumentRole,
  type EventSubscription,
  type RemoteServiceBinding,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import type { DependentList } from '../index-projection';
import { breakingNotice, consumersOf, subscribesTo } from './breakingNotice';
import type { Notices } from './Notices';

export interface BreakingChangesOptions {
  store: ResourceStore;
  namespace: string;
  bindings: Pick<DependentList<RemoteServiceBinding>, 'list'>;
  subscriptions: Pick<DependentList<EventSubscription>, 'list'>;
  /** Resolves when these lists are whole. */
  whenListed: () => Promise<void>;
  notices: Notices;
}

const PAGE = 200;

/** Tells those who use a service that a new version of its document breaks what they do. */
export class BreakingChanges {
  readonly #options: BreakingChangesOptions;

  static create(options: BreakingChangesOptions): BreakingChanges {
    return new BreakingChanges(options);
  }

  private constructor(options: BreakingChangesOptions) {
    this.#options = options;
  }

  /** @returns whether everybody was told that there is */
  async tell(
    version: {
      serviceUid: string;
      serviceId: string;
      role: DocumentRole;
      number: number;
    },
    comparison: DocumentComparison,
  ): Promise<boolean> {
    const { namespace, notices, store } = this.#options;
    const service = await store.get(RemoteServiceKind, {
      namespace,
      name: version.serviceId,
    });
    if (service?.metadata.uid !== version.serviceUid) {
      return true;
    }
    const { name, uid } = service.spec.environment;
    const environment = await store.get(RemoteEnvironmentKind, {
      namespace,
      name,
    });
    if (environment?.metadata.uid !== uid) {
      return true;
    }
    await this.#options.whenListed();
    const used =
      version.role === 'eventSpec'
        ? (
            await all(this.#options.subscriptions, {
              environment: { name, uid },
            })
          ).filter(each => subscribesTo(each, service, comparison))
        : await all(this.#options.bindings, {
            environment: { name, uid },
            serviceId: version.serviceId,
          });
    const { role, number } = version;
    const to = consumersOf(used);
    return notices.send(
      breakingNotice(
        { environment, service },
        { role, number, comparison, to },
      ),
    );
  }
}

async function all<T extends Resource>(
  list: Pick<DependentList<T>, 'list'>,
  of: { environment: { name: string; uid: string }; serviceId?: string },
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list.list({ ...of, limit: PAGE, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
