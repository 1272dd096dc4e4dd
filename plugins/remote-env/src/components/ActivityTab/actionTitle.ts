/** "certificate-revoke" as people read it. */
export function actionTitle(action: string): string {
  const words = action.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
