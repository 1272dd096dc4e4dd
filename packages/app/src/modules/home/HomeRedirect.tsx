import { NotFoundErrorPage, useRouteRef } from '@backstage/frontend-plugin-api';
import remoteEnvPlugin from '@remote-env/plugin-remote-env';
import { Navigate } from 'react-router-dom';

/** Follows the plugin's route, so that it may be mounted anywhere. */
export function HomeRedirect() {
  const home = useRouteRef(remoteEnvPlugin.routes.root);
  return home ? <Navigate to={home()} replace /> : <NotFoundErrorPage />;
}
