import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import { customResourceDefinitionFiles } from './customResourceDefinitions';
import { structuralSchema } from './structuralSchema';

const FOLDER = resolvePackagePath(
  '@remote-env/plugin-remote-env-node',
  '../../deploy/base/crds',
);

describe('deploy/base/crds', () => {
  it('is what scripts/generate-crds.mts makes of the schemas', () => {
    const wanted = customResourceDefinitionFiles();
    const there = readdirSync(FOLDER).filter(
      name => name !== 'kustomization.yaml',
    );
    expect(there.sort()).toEqual([...wanted.keys()].sort());
    for (const [name, text] of wanted) {
      expect(readFileSync(path.join(FOLDER, name), 'utf8')).toBe(text);
    }
  });
});

describe('structuralSchema', () => {
  it('keeps rules and drops what is none', () => {
    const document = z.object({ key: z.string() });
    expect(
      structuralSchema(
        z.object({
          count: z.number().int(),
          port: z.number().int().min(1).max(9),
          version: z.literal('v1').optional(),
          labels: z.record(z.string(), z.string()),
          documents: z.partialRecord(z.enum(['a', 'b']), document),
          conditions: z.array(z.object({ type: z.string() })),
        }),
      ),
    ).toEqual({
      type: 'object',
      required: ['count', 'port', 'labels', 'documents', 'conditions'],
      properties: {
        count: { type: 'integer', format: 'int64' },
        port: { type: 'integer', format: 'int64', minimum: 1, maximum: 9 },
        version: { type: 'string', enum: ['v1'] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        documents: {
          type: 'object',
          properties: {
            a: structuralSchema(document),
            b: structuralSchema(document),
          },
        },
        conditions: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['type'],
          items: {
            type: 'object',
            required: ['type'],
            properties: { type: { type: 'string' } },
          },
        },
      },
    });
  });

  it('refuses what a structural schema cannot say', () => {
    expect(() =>
      structuralSchema(z.object({ either: z.union([z.string(), z.number()]) })),
    ).toThrow();
  });
});
