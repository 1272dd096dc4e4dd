export { DocumentDownload } from './DocumentDownload';
