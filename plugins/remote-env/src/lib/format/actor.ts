const ENTITY_REF = /^(user|group):[^/\s]+\/([^/\s]+)$/i;

/** Actors that the catalog knows; others are certificates, consumers and processes. */
export function isPerson(actor: string): boolean {
  return ENTITY_REF.test(actor);
}

/** An actor as part of a sentence: people by their name alone. */
export function actorName(actor: string): string {
  return ENTITY_REF.exec(actor)?.[2] ?? actor;
}
