import { shellQuote } from './shellQuote';

/** The line that does everything with our own command. */
export function connectCommand(tokenUrl: string, environment: string): string {
  return `remote-env connect ${shellQuote(tokenUrl)} --out ./${environment}`;
}

/**
 * The same by curl, openssl and jq, as wire-contracts 1.1 describes it. Nothing but the token's URL comes from
 * outside; subject and address of the CSR are read from the answer.
 */
export function curlCommands(tokenUrl: string, environment: string): string {
  return [
    '# EDGE_CA names the file with the edge’s own certificate, where it is not publicly trusted',
    'EDGE_CA="${EDGE_CA:-/etc/ssl/certs/ca-certificates.crt}"',
    `mkdir -p ${environment} && cd ${environment} && umask 077`,
    '',
    '# 1. Redeem the one-time token',
    `curl --fail-with-body --cacert "$EDGE_CA" ${shellQuote(
      tokenUrl,
    )} -o info.json`,
    '',
    '# 2. Make a key and a request for exactly the subject that was named',
    `SUBJECT="/$(jq -r .certificate.subject info.json | tr ',' '/')"`,
    'openssl req -new -newkey rsa:2048 -nodes -sha256 -subj "$SUBJECT" -keyout key.pem -out request.pem',
    '',
    '# 3. Have it signed',
    `jq -n --arg csr "$(openssl base64 -A -in request.pem)" '{csr: $csr}' |`,
    `  curl --fail-with-body --cacert "$EDGE_CA" -H 'content-type: application/json' --data-binary @- "$(jq -r .csrUrl info.json)" -o answer.json`,
    '',
    '# 4. Keep certificate and chain as PEM',
    'jq -r .clientCrt answer.json | openssl base64 -d -A -out cert.pem',
    'jq -r .caCrt answer.json | openssl base64 -d -A -out chain.pem',
    '',
    '# 5. Use it',
    `curl --cacert "$EDGE_CA" --cert cert.pem --key key.pem "$(jq -r .api.infoUrl info.json)"`,
  ].join('\n');
}
