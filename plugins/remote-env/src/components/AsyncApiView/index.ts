export { AsyncApiView } from './AsyncApiView';
