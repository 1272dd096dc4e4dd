import { der, objectIdentifier, TAG } from './der';
import { x509 } from './peculiar';
import { SUBJECT_OIDS, type SubjectAttribute } from './subjectAttributes';

/** Attributes of a name in the order in which they are written; values must be ASCII letters, digits, blanks, dots or dashes. */
export type NameAttributes = readonly (readonly [SubjectAttribute, string])[];

/**
 * A name in DER as RFC 5280 4.1.2.4 and appendix A want it: the country as PrintableString, everything else as
 * UTF8String, one attribute in each RDN.
 */
export function encodeName(attributes: NameAttributes): Buffer {
  return der(
    TAG.sequence,
    ...attributes.map(([attribute, value]) =>
      der(
        TAG.set,
        der(
          TAG.sequence,
          objectIdentifier(SUBJECT_OIDS[attribute]),
          der(
            attribute === 'C' ? TAG.printableString : TAG.utf8String,
            Buffer.from(value, 'utf8'),
          ),
        ),
      ),
    ),
  );
}

/** The same for the library's generators. */
export function nameOf(attributes: NameAttributes): x509.Name {
  return new x509.Name(encodeName(attributes));
}
