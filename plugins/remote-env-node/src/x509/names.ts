import { x509 } from './peculiar';

/** Attributes of a name in the order in which they are written; values must be ASCII letters, digits, blanks, dots or dashes. */
export type NameAttributes = readonly (readonly [string, string])[];

/** A name as RFC 5280 4.1.2.4 and appendix A want it: the country as PrintableString, everything else as UTF8String, one attribute in each RDN. */
export function encodeName(attributes: NameAttributes): x509.Name {
  return new x509.Name(
    attributes.map(([type, value]) => ({
      [type]: [
        type === 'C' ? { printableString: value } : { utf8String: value },
      ],
    })),
  );
}
