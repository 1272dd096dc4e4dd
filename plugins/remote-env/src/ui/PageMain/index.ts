export { PageMain } from './PageMain';
