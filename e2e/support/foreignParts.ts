/**
 * What pages of others draw that axe finds fault with, and why it is not judged: we cannot mend it where we are. Our own
 * pages are judged as a whole, with the viewers of documents in them.
 */
export const FOREIGN_PARTS: readonly { selector: string; reason: string }[] = [
  {
    selector: '.bui-Tab',
    reason:
      "Backstage UI's tabs of a page are links, and name a panel that no page has (aria-valid-attr-value). They can be reached and followed.",
  },
  {
    selector: '.MuiTableSortLabel-root',
    reason:
      'The tables of the catalog and of APIs put a button for the order into a heading that is a button (nested-interactive). Both sort.',
  },
  {
    selector: '.MuiListItem-root',
    reason:
      'The search page puts a container between the list and the items of the catalog (listitem). Each can be read and followed.',
  },
  {
    selector: '[data-rbd-draggable-id]',
    reason:
      'The table of notifications makes a button of each heading, to move columns by, and some have no name (aria-command-name, nested-interactive). Rows can be read and used.',
  },
];
