/** By which the catalog knows whose an entity is: another name would leave those of before behind. */
export const PROVIDER_NAME = 'remote-env';
