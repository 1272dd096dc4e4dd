export { CertificatesSection } from './CertificatesSection';
