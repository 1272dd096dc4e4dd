/** Items of a page where the caller does not say; as in the document. */
export const DEFAULT_PAGE = 50;

/** Values of a facet where the caller does not say; as in the document. */
export const DEFAULT_FACET = 12;
