export { BrowserWay } from './BrowserWay';
export { useBrowserWay } from './useBrowserWay';
