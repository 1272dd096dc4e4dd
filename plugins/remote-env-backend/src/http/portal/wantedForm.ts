import { isExportable } from '@remote-env/plugin-remote-env-common';
import type { Request } from 'express';
import type { ExportSyntax } from '../../registry';

/** In which form somebody wants a document. */
export interface WantedForm {
  /** Another syntax than that in which it was registered; absent as it stands. */
  as?: ExportSyntax;
  /** Said of the answer; without one it is nothing but bytes. */
  contentType?: string;
}

const SYNTAXES: Record<ExportSyntax, readonly string[]> = {
  json: ['application/json'],
  yaml: ['application/yaml', 'text/yaml', 'application/x-yaml'],
};

/**
 * What `Accept` asks for (RFC 9110 section 12.5.1). Who takes anything gets the registered document as bytes, and so
 * does who wants what there is not: a document as it is serves more than a refusal.
 */
export function wantedForm(
  request: Pick<Request, 'accepts'>,
  { format, contentType }: { format: string; contentType: string },
): WantedForm {
  const registered = syntaxOf(contentType);
  const best = request.accepts([
    'application/octet-stream',
    contentType,
    ...(isExportable(format) ? Object.values(SYNTAXES).flat() : []),
    ...(registered ? SYNTAXES[registered] : []),
  ]);
  if (best === false || best === 'application/octet-stream') {
    return {};
  }
  const as = syntaxOf(best);
  return {
    contentType: best,
    ...(as && as !== registered && { as }),
  };
}

function syntaxOf(contentType: string): ExportSyntax | undefined {
  return (['json', 'yaml'] as const).find(syntax =>
    SYNTAXES[syntax].includes(contentType),
  );
}
