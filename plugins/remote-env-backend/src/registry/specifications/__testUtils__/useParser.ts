import { mockLogger } from '../../../__testUtils__/mockLogger';
import {
  SpecificationParser,
  type SpecificationParserOptions,
} from '../SpecificationParser';

/** One parser with a warm worker for all tests of a file. Returns how to get it. */
export function useParser(
  options: Omit<SpecificationParserOptions, 'logger'> = {},
): () => SpecificationParser {
  let parser: SpecificationParser;
  // Starting one is nothing that a limit of a test is about.
  beforeAll(async () => {
    parser = SpecificationParser.create({ logger: mockLogger(), ...options });
    await parser.ready();
  }, 60_000);
  afterAll(() => parser.close());
  return () => parser;
}
