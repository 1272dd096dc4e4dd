import type {
  AuthorityConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../../__testUtils__/mockLogger';
import { SYSTEM } from '../../__testUtils__/testStore';
import { createClientTrust } from '../clientTrust';
import { edgeHosts } from '../edgeHosts';
import { TrustAnchors } from '../TrustAnchors';

export const AUTHORITY = 'remote-env-authority';

export interface TrustOnOptions {
  dataDir: string;
  publicUrl?: string;
  authority?: AuthorityConfig;
  logger?: ReturnType<typeof mockLogger>;
}

/** The trust of one portal, on a store that it may share with others. */
export function trustOn(store: ResourceStore, options: TrustOnOptions) {
  const namespaces = { authority: AUTHORITY, system: SYSTEM };
  const logger = options.logger ?? mockLogger();
  const clients = createClientTrust({
    store,
    namespaces,
    organization: 'Acme',
    authority: options.authority ?? { type: 'store', allowPartialChain: false },
    logger,
  });
  const anchors = TrustAnchors.create({
    store,
    namespaces,
    clients,
    organization: 'Acme',
    edgeHosts: edgeHosts(options.publicUrl ?? 'https://localhost'),
    dataDir: options.dataDir,
  });
  return { anchors, clients, logger };
}
