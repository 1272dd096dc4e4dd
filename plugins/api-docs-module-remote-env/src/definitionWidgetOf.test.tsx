import type { ApiEntity } from '@backstage/catalog-model';
import type { ApiDefinitionWidget } from '@backstage/plugin-api-docs';
import { definitionWidgetOf } from './definitionWidgetOf';

const OPENAPI: ApiDefinitionWidget = {
  type: 'openapi',
  title: 'OpenAPI',
  component: () => <></>,
};

function api(type: string, annotations?: Record<string, string>): ApiEntity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'orders', annotations },
    spec: { type, lifecycle: 'production', owner: 'x', definition: '' },
  };
}

describe('definitionWidgetOf', () => {
  const ours = {
    'remote-env.dev/environment': 'shop',
    'remote-env.dev/service-id': '1',
  };

  it('shows ours by our own widget, whatever the type', () => {
    const widget = definitionWidgetOf(api('openapi', ours), [OPENAPI]);
    expect(widget).toMatchObject({ type: 'openapi', title: 'OpenAPI' });
    expect(widget?.component).not.toBe(OPENAPI.component);
    expect(definitionWidgetOf(api('odata', ours), [OPENAPI])).toMatchObject({
      type: 'odata',
      title: 'odata',
    });
  });

  it('leaves all others to API docs', () => {
    expect(definitionWidgetOf(api('openapi'), [OPENAPI])).toBe(OPENAPI);
    expect(definitionWidgetOf(api('grpc'), [OPENAPI])).toBeUndefined();
  });
});
