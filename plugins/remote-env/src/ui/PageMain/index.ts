export { PageMain } from './PageMain';
export { pageStateOf } from './pageStateOf';
