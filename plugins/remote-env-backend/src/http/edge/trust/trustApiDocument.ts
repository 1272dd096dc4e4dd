import { stringify } from 'yaml';

const TEXT = { type: 'string' };
const URL_TEXT = { type: 'string', format: 'uri' };

function object(properties: Record<string, object>, optional: string[] = []) {
  return {
    type: 'object',
    required: Object.keys(properties).filter(name => !optional.includes(name)),
    properties,
  };
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function answers(schema: string, description: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

function refused(description: string) {
  return answers('Error', description);
}

const byToken = [{ name: 'token', in: 'query', required: true, schema: TEXT }];
const byEnvironment = [
  { name: 're', in: 'path', required: true, schema: TEXT },
  ...byToken,
];
const signing = {
  required: true,
  content: { 'application/json': { schema: ref('SigningRequest') } },
};
const tokenRefusals = {
  '403': refused('The token is missing, unknown, used or expired.'),
  '429': refused('Too many wrong tokens; see Retry-After.'),
  '503': refused('Certificates cannot be had now; see Retry-After.'),
};
const csrRefusal = {
  '400': refused(
    'The request cannot be read, its key is too weak, or it names another subject.',
  ),
};
const certificateRefusals = {
  '401': refused('No client certificate.'),
  '403': refused('The certificate is not valid, or was revoked.'),
};

const schemas = {
  Error: object({ code: { type: 'integer' }, error: TEXT }),
  SigningRequest: object({
    csr: { type: 'string', description: 'PKCS#10 as base64 of PEM.' },
  }),
  CertificateInfo: object({
    subject: {
      type: 'string',
      description: 'What the request must carry, in any order.',
    },
    extensions: TEXT,
    'key-algorithm': {
      type: 'string',
      description:
        'Advice. RSA of 2048 to 4096 bits and ECDSA on P-256 and P-384 are taken.',
    },
  }),
  SigningInfo: object({
    csrUrl: {
      ...URL_TEXT,
      description: 'Where to send the request; carries a fresh token.',
    },
    api: object(
      {
        metadataUrl: URL_TEXT,
        eventsUrl: URL_TEXT,
        eventsInfoUrl: URL_TEXT,
        infoUrl: URL_TEXT,
        certificatesUrl: URL_TEXT,
      },
      ['eventsInfoUrl', 'infoUrl'],
    ),
    certificate: ref('CertificateInfo'),
  }),
  ManagementInfo: object({
    clientIdentity: object({ application: TEXT, group: TEXT, tenant: TEXT }, [
      'group',
      'tenant',
    ]),
    urls: object({
      eventsUrl: URL_TEXT,
      eventsInfoUrl: URL_TEXT,
      metadataUrl: URL_TEXT,
      renewCertUrl: URL_TEXT,
      revokeCertUrl: URL_TEXT,
      revocationCertUrl: URL_TEXT,
    }),
    certificate: ref('CertificateInfo'),
  }),
  Certificate: object(
    {
      crt: {
        type: 'string',
        description:
          'Base64 of PEM: the certificate, then those that issued it.',
      },
      clientCrt: {
        type: 'string',
        description: 'Base64 of PEM: the certificate alone.',
      },
      caCrt: {
        type: 'string',
        description: 'Base64 of PEM: those that issued it.',
      },
    },
    ['clientCrt', 'caCrt'],
  ),
};

const listAnswers = (type: string, description: string) => ({
  '200': {
    description,
    headers: { ETag: { schema: TEXT } },
    content: { [type]: { schema: { type: 'string', format: 'binary' } } },
  },
  '304': { description: 'It is the one that If-None-Match names.' },
  '503': refused('There is none yet; see Retry-After.'),
});

const paths = {
  '/v1/crl.pem': {
    get: {
      operationId: 'getRevocationLists',
      summary: 'Certificates that were revoked, for whoever checks them',
      responses: listAnswers(
        'application/x-pem-file',
        'One list of each authority, that of the one in use first.',
      ),
    },
  },
  '/v1/crl.der': {
    get: {
      operationId: 'getRevocationList',
      summary: 'Those of the authority in use',
      responses: listAnswers('application/pkix-crl', 'The list in DER.'),
    },
  },
  '/v1/applications/signingRequests/info': {
    get: {
      operationId: 'getSigningInfo',
      summary: 'What a certificate signing request must look like',
      parameters: byToken,
      responses: {
        '200': answers(
          'SigningInfo',
          'Uses the token up and brings a fresh one.',
        ),
        ...tokenRefusals,
      },
    },
  },
  '/v1/applications/certificates': {
    post: {
      operationId: 'signCertificate',
      summary: 'Get a certificate',
      parameters: byToken,
      requestBody: signing,
      responses: {
        '201': answers('Certificate', 'Uses the token up.'),
        ...csrRefusal,
        ...tokenRefusals,
      },
    },
  },
  '/v1/applications/management/info': {
    get: {
      operationId: 'getManagementInfo',
      summary: 'Who the caller is, and its URLs (client certificate)',
      responses: {
        '200': answers('ManagementInfo', 'About the certificate of this call.'),
        ...certificateRefusals,
      },
    },
  },
  '/v1/applications/certificates/renewals': {
    post: {
      operationId: 'renewCertificate',
      summary: 'Get the next certificate (client certificate)',
      requestBody: signing,
      responses: {
        '201': answers('Certificate', 'The present one stays valid.'),
        ...csrRefusal,
        ...certificateRefusals,
      },
    },
  },
  '/v1/applications/certificates/revocations': {
    post: {
      operationId: 'revokeCertificate',
      summary: 'Revoke the certificate of this very call (client certificate)',
      responses: {
        '201': { description: 'Revoked, in force at once and for good.' },
        ...certificateRefusals,
      },
    },
  },
  '/v1/remoteenvironments/{re}/info': {
    get: {
      operationId: 'getOldestSigningInfo',
      summary: 'What a certificate signing request must look like, oldest form',
      deprecated: true,
      parameters: byEnvironment,
      responses: {
        '200': answers(
          'SigningInfo',
          'Uses the token up and brings a fresh one.',
        ),
        ...tokenRefusals,
      },
    },
  },
  '/v1/remoteenvironments/{re}/client-certs': {
    post: {
      operationId: 'signOldestCertificate',
      summary: 'Get a certificate, oldest form',
      deprecated: true,
      parameters: byEnvironment,
      requestBody: signing,
      responses: {
        '201': answers('Certificate', 'Uses the token up; `crt` only.'),
        ...csrRefusal,
        ...tokenRefusals,
      },
    },
  },
  '/v1/health': {
    get: {
      operationId: 'getHealth',
      summary: 'Whether the edge answers',
      responses: { '200': { description: 'It does.' } },
    },
  },
};

/** The OpenAPI document of wire-contracts 1.1, as GET `/v1/api.yaml` gives it. */
export function trustApiDocument(publicUrl: string): string {
  return stringify(
    {
      openapi: '3.0.3',
      info: {
        title: 'Connecting a system',
        version: '1',
        description:
          'How an external system gets, renews and gives up its client certificate.',
      },
      servers: [{ url: publicUrl }],
      paths,
      components: { schemas },
    },
    { aliasDuplicateObjects: false },
  );
}
