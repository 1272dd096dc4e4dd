export { EntityServices } from './EntityServices';
