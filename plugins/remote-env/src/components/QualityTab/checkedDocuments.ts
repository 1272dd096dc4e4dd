import type { CheckedRole, DocumentInfo, Service } from '../../apis';

export type CheckedDocument = DocumentInfo & { role: CheckedRole };

/** The documents of a service that have a place on the tab, whether there are rules for their formats or not. */
export function checkedDocuments(
  service: Pick<Service, 'documents'>,
): CheckedDocument[] {
  return service.documents.flatMap(document =>
    document.role === 'apiSpec' || document.role === 'eventSpec'
      ? [{ ...document, role: document.role }]
      : [],
  );
}
