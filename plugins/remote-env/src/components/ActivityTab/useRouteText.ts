import { useText } from '../../translation';
import { connectionMessages } from '../../translation/messages/connection';

type KnownRoute = keyof typeof connectionMessages.route;

function isKnownRoute(key: string): key is KnownRoute {
  return Object.hasOwn(connectionMessages.route, key);
}

/** Gives what a route of the edge is called by people; one that has no such name by its own. */
export function useRouteText(): (route: string) => string {
  const { t } = useText();
  return route => {
    const key = route.replace(/-([a-z0-9])/g, (_, letter: string) =>
      letter.toUpperCase(),
    );
    return isKnownRoute(key) ? t(`connection.route.${key}`) : route;
  };
}
