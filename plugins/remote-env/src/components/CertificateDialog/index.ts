export { CertificateDialog } from './CertificateDialog';
