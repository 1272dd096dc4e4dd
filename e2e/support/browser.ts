import { findBrowser } from '../../scripts/lib/systemPackages.mts';

/** How the browser of journeys and benchmarks is started: it calls nobody but the portal. */
export function browserOptions() {
  return {
    executablePath: findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}

export const VIEWPORT = { width: 1440, height: 900 };
