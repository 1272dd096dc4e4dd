/** "certificate-revoke" as people read it. */
export function actionTitle(action: string): string {
  const words = action.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ENTITY_REF = /^(user|group):[^/\s]+\/[^/\s]+$/i;

/** Actors that the catalog knows; others are certificates, consumers and processes. */
export function isEntityRef(actor: string): boolean {
  return ENTITY_REF.test(actor);
}
