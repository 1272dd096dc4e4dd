import { CORPUS } from './__testUtils__/corpus';
import { useParser } from './__testUtils__/useParser';
import { documentText } from './documentText';
import { SpecificationRefusedError } from './errors';
import type { SpecificationParser } from './SpecificationParser';
import type { SpecificationKind } from './worker/protocol';

/** For each document: far more than any of them takes, and far less than they would like to. */
const LIMIT_MS = 10_000;

jest.setTimeout(2 * LIMIT_MS);

const TAKEN = CORPUS.flatMap(({ expected, ...rest }) =>
  'format' in expected ? [{ ...rest, ...expected }] : [],
);
const REFUSED = CORPUS.flatMap(({ expected, ...rest }) =>
  'refused' in expected ? [{ ...rest, ...expected }] : [],
);

describe('broken and hostile documents', () => {
  const parser = useParser({ timeoutMs: LIMIT_MS });

  it('are many, and told apart by their names', () => {
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
    expect(CORPUS.length).toBeGreaterThanOrEqual(150);
  });

  it.each(TAKEN)('takes $kind: $name', async ({ kind, document, format }) => {
    expect(await answerTo(parser(), kind, document)).toEqual({ format });
  });

  it.each(REFUSED)(
    'refuses $kind: $name',
    async ({ kind, document, refused, line }) => {
      const answer = await answerTo(parser(), kind, document);
      expect(answer).toMatchObject({ reason: expect.stringMatching(refused) });
      expect(answer).toMatchObject(line === undefined ? {} : { line });
      expect('column' in answer && answer.column !== undefined).toBe(
        'line' in answer && answer.line !== undefined,
      );
    },
  );
});

/** What the registry makes of a document: its format, or what is wrong with it. */
async function answerTo(
  parser: SpecificationParser,
  kind: SpecificationKind,
  document: string | Buffer,
) {
  try {
    const text =
      typeof document === 'string' ? document : documentText(document);
    const { format } = await parser.parse(kind, text);
    return { format };
  } catch (error) {
    // Neither of these says what is wrong with a document.
    const unhelpful = /cannot be read by the parser|takes longer than/;
    if (
      !(error instanceof SpecificationRefusedError) ||
      unhelpful.test(error.message)
    ) {
      throw error;
    }
    return error.problem;
  }
}
