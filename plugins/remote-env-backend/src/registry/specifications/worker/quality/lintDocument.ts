import { Spectral, type ISpectralDiagnostic } from '@stoplight/spectral-core';
import { Resolver } from '@stoplight/spectral-ref-resolver';
import { asyncApiOutline } from '../outline/asyncApiOutline.ts';
import { openApiOutline } from '../outline/openApiOutline.ts';
import type { LintedDocument } from '../protocol.ts';
import { parseText, withoutByteOrderMark } from '../syntax.ts';
import { boundedFindings, type Remark } from './boundedFindings.ts';
import { rulesFor } from './rules.ts';
import { shortEnumerations } from './shortEnumerations.ts';

/** Spectral looks for the place of every finding; places are only looked for of those that are kept. */
const NOWHERE = {
  range: {
    start: { line: 0, character: 0 },
    end: { line: 0, character: 0 },
  },
};

/** By the numbers of `DiagnosticSeverity`; a hint is an info here. */
const SEVERITIES = ['error', 'warning', 'info', 'info'] as const;

/** What Spectral calls a reference that it cannot follow. */
const INVALID_REFERENCE = 'invalid-ref';

/**
 * What the rules of its format say of a registered document.
 *
 * Reads nothing but the text: there is no reader for any scheme, so that a reference to another document is a finding and
 * nothing more.
 *
 * @throws Refusal when it cannot be read within limits
 */
export async function lintDocument(given: {
  format: string;
  text: string;
  /** Whether examples and default values are held against their schemas. */
  examples: boolean;
}): Promise<LintedDocument> {
  const parsed = parseText(withoutByteOrderMark(given.text));
  shortEnumerations(parsed.value);
  const spectral = new Spectral({ resolver: new Resolver({ resolvers: {} }) });
  spectral.setRuleset(rulesFor(given));
  const diagnostics = await spectral.run({
    parsed: { data: parsed.value, diagnostics: [], ast: {}, lineMap: [] },
    getLocationForJsonPath: () => NOWHERE,
  });
  const { entries } = given.format.startsWith('asyncapi-')
    ? asyncApiOutline(parsed.value).outline
    : openApiOutline(parsed.value).outline;
  return {
    operations: entries.length,
    rules: boundedFindings(diagnostics.map(remarkOf), parsed.placesOf),
  };
}

function remarkOf(diagnostic: ISpectralDiagnostic): Remark {
  const { code, message, path, severity, documentationUrl } = diagnostic;
  if (code === INVALID_REFERENCE) {
    return {
      rule: 'reference-to-other-document',
      severity: 'warning',
      message: 'The portal does not follow references to other documents.',
      path,
    };
  }
  return {
    rule: String(code),
    severity: SEVERITIES[severity],
    message,
    path,
    ...(documentationUrl && { url: documentationUrl }),
  };
}
