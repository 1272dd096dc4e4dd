import { useState } from 'react';
import { useAction } from '../../hooks';
import type { CertificateFiles } from '../../lib/certificates/bundles';
import { createKeyAndRequest } from '../../lib/certificates/keyAndRequest';

/** A certificate made in this page, and the only copy of its key. */
export interface BrowserMade {
  fingerprint: string;
  files: CertificateFiles;
}

/** Makes a key in this page and has its certificate signed. Only the CSR leaves the page. */
export function useBrowserWay(environment: string) {
  const [saved, setSaved] = useState<string>();
  const make = useAction(async (api): Promise<BrowserMade> => {
    const { subject, keyAlgorithm } = await api.getSigningInfo(environment);
    const { privateKeyPem, requestPem } = await createKeyAndRequest(
      subject,
      keyAlgorithm,
    );
    const issued = await api.signCertificate(
      environment,
      requestPem,
      'browser',
    );
    return {
      fingerprint: issued.fingerprint,
      files: {
        privateKeyPem,
        certificatePem: issued.certificate,
        chainPem: issued.chain,
      },
    };
  });
  const made = make.data;
  return {
    made,
    error: make.error,
    isPending: make.isPending,
    make: () => make.mutate(),
    /** The key exists in this page and nowhere else. */
    isKeyUnsaved: made !== undefined && saved !== made.fingerprint,
    noteSaved: () => setSaved(made?.fingerprint),
  };
}
