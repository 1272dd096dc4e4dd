export { GuidesTab } from './GuidesTab';
