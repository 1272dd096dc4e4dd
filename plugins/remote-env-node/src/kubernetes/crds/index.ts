export { customResourceDefinitionFiles } from './customResourceDefinitions';
