export { OwnerText } from './OwnerText';
