export { NameText } from './NameText';
