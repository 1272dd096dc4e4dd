import { activityMessages } from '../../translation/messages/activity';

type KnownAction = keyof typeof activityMessages.action;

/** The text of an action of the activity log: `certificate-revoke` has the key `certificateRevoke`. */
export function actionKey(
  action: string,
): `activity.action.${KnownAction}` | undefined {
  const camel = action.replace(/-([a-z])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  return isKnown(camel) ? `activity.action.${camel}` : undefined;
}

function isKnown(key: string): key is KnownAction {
  return Object.hasOwn(activityMessages.action, key);
}

/** An action that has no text, such as one of a newer gateway: its words. */
export function actionWords(action: string): string {
  const words = action.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
