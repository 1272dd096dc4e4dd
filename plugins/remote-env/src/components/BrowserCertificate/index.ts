export { BrowserCertificate } from './BrowserCertificate';
