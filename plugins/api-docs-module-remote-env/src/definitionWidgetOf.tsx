import type { ApiEntity } from '@backstage/catalog-model';
import type { ApiDefinitionWidget } from '@backstage/plugin-api-docs';
import {
  remoteEntity,
  RemoteEntityDocument,
} from '@remote-env/plugin-remote-env';

/**
 * The widget that shows an API entity's definition. Entities that stand for a registered service hold no
 * document of their own: it is loaded from the portal when it is shown.
 */
export function definitionWidgetOf(
  entity: ApiEntity,
  others: ApiDefinitionWidget[],
): ApiDefinitionWidget | undefined {
  const known = others.find(widget => widget.type === entity.spec.type);
  if (!remoteEntity(entity)?.serviceId) {
    return known;
  }
  return {
    type: entity.spec.type,
    title: known?.title ?? entity.spec.type,
    component: () => <RemoteEntityDocument entity={entity} />,
  };
}
