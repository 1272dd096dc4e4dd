import { stringify } from 'yaml';

const tokenParameter = {
  name: 'token',
  in: 'query',
  required: true,
  schema: { type: 'string' },
};
const refused = (description: string) => ({
  description,
  content: {
    'application/json': { schema: { $ref: '#/components/schemas/Error' } },
  },
});
const csrBody = {
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['csr'],
        properties: { csr: { type: 'string', description: 'Base64 of PEM.' } },
      },
    },
  },
};
const issued = {
  description: 'The certificate.',
  content: {
    'application/json': { schema: { $ref: '#/components/schemas/Issued' } },
  },
};
const json = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
});

/** The OpenAPI document of wire-contracts 1.1, as GET `/v1/api.yaml` gives it. */
export function trustApiDocument(publicUrl: string): string {
  return stringify({
    openapi: '3.0.3',
    info: {
      title: 'Connecting a system',
      version: '1',
      description:
        'How an external system gets, renews and gives up its client certificate.',
    },
    servers: [{ url: publicUrl }],
    paths: {
      '/v1/applications/signingRequests/info': {
        get: {
          summary: 'What a certificate signing request must look like',
          parameters: [tokenParameter],
          responses: {
            '200': json(
              'Addresses, the subject, and a URL with a fresh token.',
            ),
            '403': refused('The token is missing, unknown, used or expired.'),
            '429': refused('Too many wrong tokens.'),
          },
        },
      },
      '/v1/applications/certificates': {
        post: {
          summary: 'Get a certificate',
          parameters: [tokenParameter],
          requestBody: csrBody,
          responses: {
            '201': issued,
            '400': refused(
              'The request is malformed or names another subject.',
            ),
            '403': refused('The token is missing, unknown, used or expired.'),
          },
        },
      },
      '/v1/applications/management/info': {
        get: {
          summary:
            'Who the caller is, and which addresses it uses (mutual TLS)',
          responses: {
            '200': json('Identity, URLs and the subject for renewals.'),
            '401': refused('No client certificate.'),
            '403': refused('The certificate is not valid or was revoked.'),
          },
        },
      },
      '/v1/applications/certificates/renewals': {
        post: {
          summary: 'Get the next certificate (mutual TLS)',
          requestBody: csrBody,
          responses: {
            '201': issued,
            '403': refused('The certificate is not valid or was revoked.'),
          },
        },
      },
      '/v1/applications/certificates/revocations': {
        post: {
          summary: 'Revoke the certificate of this very call (mutual TLS)',
          responses: {
            '201': { description: 'Revoked.' },
            '403': refused('The certificate is not valid or was revoked.'),
          },
        },
      },
      '/v1/health': {
        get: {
          summary: 'Whether the edge answers',
          responses: { '200': { description: 'It does.' } },
        },
      },
    },
    components: {
      schemas: {
        Error: {
          type: 'object',
          required: ['code', 'error'],
          properties: {
            code: { type: 'integer' },
            error: { type: 'string' },
          },
        },
        Issued: {
          type: 'object',
          required: ['crt', 'clientCrt', 'caCrt'],
          description: 'Base64 of PEM each.',
          properties: {
            crt: { type: 'string', description: 'Leaf, then its issuers.' },
            clientCrt: { type: 'string', description: 'The leaf alone.' },
            caCrt: { type: 'string', description: 'The issuers.' },
          },
        },
      },
    },
  });
}
