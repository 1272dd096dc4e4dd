import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  apiDocsConfigRef,
  defaultDefinitionWidgets,
} from '@backstage/plugin-api-docs';
import { definitionWidgetOf } from './definitionWidgetOf';

/** Replaces how API docs chooses a widget: ours for our entities, its own for all others. */
const config = ApiBlueprint.make({
  name: 'config',
  params: define =>
    define({
      api: apiDocsConfigRef,
      deps: {},
      factory: () => {
        const others = defaultDefinitionWidgets();
        return {
          getApiDefinitionWidget: entity => definitionWidgetOf(entity, others),
        };
      },
    }),
});

export const apiDocsModuleRemoteEnv = createFrontendModule({
  pluginId: 'api-docs',
  extensions: [config],
});
