export { CertificatesTable } from './CertificatesTable';
export { CertificateState } from './CertificateState';
