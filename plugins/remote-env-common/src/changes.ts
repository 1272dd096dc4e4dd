/** Signal channel on which the back end tells open pages that something changed. */
export const CHANGES_CHANNEL = 'remote-env:changes';
