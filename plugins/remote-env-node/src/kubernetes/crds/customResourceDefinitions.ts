import { Document } from 'yaml';
import { DEFINED_KINDS, type DefinedKind } from './definedKinds';
import { structuralSchema } from './structuralSchema';

const HEADER =
  ' Generated from plugins/remote-env-common/src/resources by scripts/generate-crds.mts: change it there.';

/** Name and contents of each file of `deploy/base/crds`. */
export function customResourceDefinitionFiles(): Map<string, string> {
  return new Map(
    DEFINED_KINDS.map(defined => {
      const document = new Document(customResourceDefinition(defined), {
        aliasDuplicateObjects: false,
      });
      document.commentBefore = HEADER;
      return [`${defined.kind.plural}.yaml`, document.toString()];
    }),
  );
}

function customResourceDefinition({
  kind,
  singular,
  shortName,
  description,
  columns,
}: DefinedKind): object {
  const [group, version] = kind.apiVersion.split('/');
  const { spec, status } = kind.schema.shape;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular,
        shortNames: [shortName],
        categories: ['remote-env'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description,
              required: ['spec'],
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: structuralSchema(spec),
                status: structuralSchema(status),
              },
            },
          },
        },
      ],
    },
  };
}
