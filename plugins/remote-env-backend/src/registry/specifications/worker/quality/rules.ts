import { Ruleset } from '@stoplight/spectral-core';
import { asyncapi, oas } from '@stoplight/spectral-rulesets';

/**
 * Of the rules that Spectral recommends, those that say nothing about a document in this portal. The table in
 * `docs/developer.md` gives the reasons to people.
 */
const LEFT_OUT = {
  oas: [
    // Calls go to the API proxy, wherever the system itself is.
    'oas2-api-host',
    'oas2-api-schemes',
    'oas2-host-trailing-slash',
    'oas3-api-servers',
    'oas3-server-trailing-slash',
    // Whom to ask stands on the page: the provider, and the owner of the environment.
    'info-contact',
  ],
  asyncapi: [
    // Events come through the gateway, whatever broker the system has.
    'asyncapi-servers',
    'asyncapi-server-no-trailing-slash',
    'asyncapi-3-server-no-trailing-slash',
    'asyncapi-unused-components-server',
    'asyncapi-info-contact',
    'asyncapi-info-contact-properties',
    'asyncapi-info-license',
    // Nothing in the portal is sorted by the tags of a catalog.
    'asyncapi-tags',
    'asyncapi-3-tags',
    // The portal reads all versions; which one it is, is the author's choice.
    'asyncapi-latest-version',
    // About the linter and not about the document.
    'asyncapi-payload-unsupported-schemaFormat',
    'asyncapi-3-payload-unsupported-schemaFormat',
    // A document that fails these is not registered in the first place.
    'asyncapi-schema',
    'asyncapi-payload',
    'asyncapi-3-document-resolved',
    'asyncapi-3-document-unresolved',
  ],
} as const;

/**
 * Rules that hold values against the document's own schemas. Each schema is compiled for it, so that they take fifteen
 * times as long as all others together, and a pattern of the document may take for ever.
 */
const ABOUT_EXAMPLES = {
  oas: [
    'oas2-valid-schema-example',
    'oas2-valid-media-example',
    'oas3-valid-schema-example',
    'oas3-valid-media-example',
  ],
  asyncapi: [
    'asyncapi-message-examples',
    'asyncapi-payload-default',
    'asyncapi-payload-examples',
    'asyncapi-schema-default',
    'asyncapi-schema-examples',
  ],
} as const;

/** The rules for documents of a format that `hasQualityRules` names. */
export function rulesFor(given: {
  format: string;
  examples: boolean;
}): Ruleset {
  const family = given.format.startsWith('asyncapi-') ? 'asyncapi' : 'oas';
  const off = [
    ...LEFT_OUT[family],
    ...(given.examples ? [] : ABOUT_EXAMPLES[family]),
  ];
  return new Ruleset({
    extends: [[family === 'oas' ? oas : asyncapi, 'recommended']],
    rules: Object.fromEntries(off.map(rule => [rule, 'off'])),
  });
}
