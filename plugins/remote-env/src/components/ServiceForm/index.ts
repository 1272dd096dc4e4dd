export { EditServicePage } from './EditServicePage';
export { RegisterServicePage } from './RegisterServicePage';
