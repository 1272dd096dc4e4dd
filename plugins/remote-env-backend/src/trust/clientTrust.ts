import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  AuthorityConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { AuthorityFiles } from './authority/AuthorityFiles';
import { ClientCaSecret } from './authority/ClientCaSecret';
import { AuthorityRotation } from './authority/AuthorityRotation';
import { CurrentAuthority } from './authority/CurrentAuthority';
import { RetiredAuthorities } from './authority/RetiredAuthorities';
import { ClientCaBundle } from './ClientCaBundle';

export interface ClientTrustOptions {
  store: ResourceStore;
  namespaces: { authority: string; system: string };
  /** Names an authority that is made. */
  organization: string;
  authority: AuthorityConfig;
  logger: LoggerService;
}

/** By whom client certificates are signed, and whom to trust for that. */
export interface ClientTrust {
  bundle: ClientCaBundle;
  current: CurrentAuthority;
  retired: RetiredAuthorities;
  rotation: AuthorityRotation;
}

/** Puts them together; nothing is read or written yet. */
export function createClientTrust({
  store,
  namespaces,
  organization,
  authority,
  logger,
}: ClientTrustOptions): ClientTrust {
  const bundle = ClientCaBundle.create({ store, namespace: namespaces.system });
  const secret = ClientCaSecret.create({
    store,
    namespace: namespaces.authority,
    organization,
  });
  const retired = RetiredAuthorities.create({
    store,
    namespace: namespaces.authority,
    logger,
  });
  const current = CurrentAuthority.create({
    ...(authority.type === 'files'
      ? { source: AuthorityFiles.create(authority) }
      : { source: secret, make: () => secret.make() }),
    rules: authority,
    publish: chain => bundle.publish(chain),
    // The keys of others are not ours to keep.
    beforeReplacing: async former => {
      if (former.origin === 'made') {
        await retired.keep(former);
      }
    },
    logger,
  });
  const rotation = AuthorityRotation.create({
    current,
    retired,
    bundle,
    secret: authority.type === 'store' ? secret : undefined,
  });
  return { bundle, current, retired, rotation };
}
