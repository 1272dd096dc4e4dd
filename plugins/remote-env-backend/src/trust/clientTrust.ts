import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  AuthorityConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { AuthorityFiles } from './authority/AuthorityFiles';
import { ClientCaSecret } from './authority/ClientCaSecret';
import { CurrentAuthority } from './authority/CurrentAuthority';
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
  const current = CurrentAuthority.create({
    ...(authority.type === 'files'
      ? { source: AuthorityFiles.create(authority) }
      : { source: secret, make: () => secret.make() }),
    rules: authority,
    publish: chain => bundle.publish(chain),
    logger,
  });
  return { bundle, current };
}
