import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { z } from 'zod';
import { CliError, EXIT } from '../output/errors';
import type { Output } from '../output/Output';
import { expectData } from '../portal/client';
import type { Define } from './define';

const countSchema = z.number().int();
const comparisonSchema = z.object({
  equal: z.boolean(),
  kinds: z.array(
    z.object({
      kind: z.string(),
      objects: countSchema,
      rows: countSchema,
      differences: z.object({
        missing: countSchema,
        extra: countSchema,
        outdated: countSchema,
        altered: countSchema,
      }),
      examples: z.array(z.object({ name: z.string(), difference: z.string() })),
    }),
  ),
});
type Comparison = z.infer<typeof comparisonSchema>;

const lineSchema = z.object({
  progress: z.object({ kind: z.string(), objects: countSchema }).optional(),
  comparison: comparisonSchema.optional(),
  error: z.string().optional(),
});

/** index check, index rebuild */
export function defineIndexCommands(program: Command, define: Define): void {
  const index = program
    .command('index')
    .description("the portal's index of what the resource store holds");

  define(
    index
      .command('check')
      .description(
        'compare the index with the resource store; fails when they differ',
      ),
    async ({ portal, output }) => {
      const client = await portal();
      show(output, await expectData(client.GET('/v1/index/comparison')));
    },
  );

  define(
    index
      .command('rebuild')
      .description(
        'write the index anew from the resource store while it is in use, then compare',
      ),
    async ({ portal, output }) => {
      const client = await portal();
      const body = await expectData(
        client.POST('/v1/index/rebuild', { parseAs: 'stream' }),
      );
      if (!body) {
        throw new CliError(EXIT.failed, 'The portal sent an empty answer.');
      }
      show(output, await followRebuild(body, output));
    },
  );
}

async function* chunksOf(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    yield value;
  }
}

/** Reads progress until the comparison at the end. */
async function followRebuild(
  body: ReadableStream<Uint8Array>,
  output: Output,
): Promise<Comparison> {
  for await (const text of createInterface({
    input: Readable.from(chunksOf(body)),
  })) {
    const line = lineSchema.parse(JSON.parse(text));
    if (line.error !== undefined) {
      throw new CliError(EXIT.failed, line.error);
    }
    if (line.comparison) {
      return line.comparison;
    }
    if (line.progress) {
      output.progress(`${line.progress.kind}: ${line.progress.objects}`);
    }
  }
  throw new CliError(
    EXIT.unreachable,
    'The portal broke off before the rebuild was done.',
    'The index is as whole as before; run it again.',
  );
}

function show(output: Output, comparison: Comparison): void {
  output.table(
    comparison.kinds.map(({ kind, objects, rows, differences, examples }) => ({
      kind,
      store: String(objects),
      index: String(rows),
      missing: String(differences.missing),
      extra: String(differences.extra),
      outdated: String(differences.outdated),
      altered: String(differences.altered),
      example: examples[0]?.name ?? '',
    })),
    'Nothing is indexed.',
    comparison,
  );
  if (!comparison.equal) {
    throw new CliError(
      EXIT.failed,
      'The index differs from the resource store.',
      'remote-env index rebuild writes it anew.',
    );
  }
}
