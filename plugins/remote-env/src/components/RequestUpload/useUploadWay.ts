import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { remoteEnvApiRef } from '../../apis';
import { useAction, useDebounced } from '../../hooks';
import {
  requestOfFile,
  requestOfText,
  type GivenRequest,
} from '../../lib/certificates/readRequest';

/** Root of the keys of checks: what is checked does not change, so that live updates leave it alone. */
const CHECKS = 'remote-env-request-checks';

/** A request that was made elsewhere: read here, looked at by the portal, and signed on demand. */
export function useUploadWay(environment: string) {
  const api = useApi(remoteEnvApiRef);
  const [text, setText] = useState('');
  const [given, setGiven] = useState<GivenRequest>();
  const pem = useDebounced(given?.pem?.trim() ? given.pem : undefined);

  const check = useQuery({
    queryKey: [CHECKS, environment, pem],
    queryFn: () => api.checkCertificateRequest(environment, pem ?? ''),
    enabled: pem !== undefined,
    staleTime: Infinity,
  });
  const sign = useAction((client, csr: string) =>
    client.signCertificate(environment, csr, 'upload'),
  );
  const isCurrent = pem !== undefined && pem === given?.pem;
  const report = isCurrent ? check.data : undefined;

  return {
    text,
    /** Why what was given is not even looked at. */
    problem: given?.problem,
    isChecking: given?.pem?.trim() ? !isCurrent || check.isFetching : false,
    checkError: isCurrent ? check.error : null,
    recheck: () => check.refetch(),
    report,
    signError: sign.error,
    isSigning: sign.isPending,
    issued: sign.data,
    paste: (value: string) => {
      setText(value);
      setGiven(value.trim() ? requestOfText(value) : undefined);
      sign.reset();
    },
    takeFile: async (file: File) => {
      const read = await requestOfFile(file);
      setText(read.pem ?? '');
      setGiven(read);
      sign.reset();
    },
    sign: () => {
      if (pem !== undefined && report?.problems.length === 0) {
        sign.mutate(pem);
      }
    },
    again: () => {
      setText('');
      setGiven(undefined);
      sign.reset();
    },
  };
}

export type UploadState = ReturnType<typeof useUploadWay>;
