/** Signal channel on which the back end tells open pages that something changed. */
export const CHANGES_CHANNEL = 'remote-env:changes';

/**
 * Signal channel on which the back end tells open pages that there are new entries in the activity log. Apart from
 * `CHANGES_CHANNEL`, because nothing but timelines has to read again for them.
 */
export const ACTIVITY_CHANNEL = 'remote-env:activity';
