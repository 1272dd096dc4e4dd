import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { PROVIDER_NAME } from './providerName';

/** Where the catalog is to have nothing of ours: it would keep what a provider gave that is not there any more. */
export class NoEntityProvider implements EntityProvider {
  getProviderName(): string {
    return PROVIDER_NAME;
  }

  /** Takes away what an earlier start gave. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    await connection.applyMutation({ type: 'full', entities: [] });
  }
}
