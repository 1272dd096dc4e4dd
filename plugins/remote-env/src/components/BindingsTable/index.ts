export { BindingsTable } from './BindingsTable';
