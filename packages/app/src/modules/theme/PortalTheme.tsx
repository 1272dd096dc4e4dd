import { appThemeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { createUnifiedTheme, UnifiedThemeProvider } from '@backstage/theme';
import { useSyncExternalStore, type PropsWithChildren } from 'react';
import { darkPalette, lightPalette } from './palettes';

const light = createUnifiedTheme({ palette: lightPalette });
const dark = createUnifiedTheme({ palette: darkPalette });

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribeToSystem(changed: () => void): () => void {
  prefersDark.addEventListener('change', changed);
  return () => prefersDark.removeEventListener('change', changed);
}

/**
 * The provider of the light and the dark theme alike. Backstage renders the provider of the theme that is chosen: if
 * each had its own, switching would build the whole app anew, and what was typed into a form would be lost.
 */
export function PortalTheme({ children }: PropsWithChildren<{}>) {
  const appTheme = useApi(appThemeApiRef);
  const chosen = useSyncExternalStore(
    changed => {
      const subscription = appTheme.activeThemeId$().subscribe(changed);
      return () => subscription.unsubscribe();
    },
    () => appTheme.getActiveThemeId(),
  );
  const systemIsDark = useSyncExternalStore(
    subscribeToSystem,
    () => prefersDark.matches,
  );
  const isDark = chosen === undefined ? systemIsDark : chosen === 'dark';
  return (
    <UnifiedThemeProvider theme={isDark ? dark : light}>
      {children}
    </UnifiedThemeProvider>
  );
}
