import { shellQuote } from './shellQuote';

/** The line that does everything with our own command. */
export function connectCommand(tokenUrl: string, environment: string): string {
  return `remote-env connect ${shellQuote(tokenUrl)} --out ./${environment}`;
}

/**
 * The same by curl and openssl alone, as wire-contracts 1.1 describes it, for any POSIX shell. Nothing but the token's URL
 * comes from outside; subject and address of the CSR are read from the answer, whose values need no escaping. The
 * directory must be new: a key is never overwritten, and no token is spent before that is clear.
 */
export function curlScript(tokenUrl: string, environment: string): string {
  return [
    '# Where the edge’s certificate is not publicly trusted, say by which file it is:',
    '# export CURL_CA_BUNDLE=/path/to/edge-ca.pem',
    '(',
    'set -eu',
    'umask 077',
    `mkdir ${environment}`,
    `cd ${environment}`,
    `field() { sed -n 's/.*"'"$1"'" *: *"\\([^"]*\\)".*/\\1/p' "$2"; }`,
    '',
    '# 1. Redeem the one-time token',
    `curl -sS --fail ${shellQuote(tokenUrl)} -o info.json`,
    '',
    '# 2. Make a key and a request for exactly the subject that was named',
    `subject="/$(field subject info.json | tr ',' '/')"`,
    'openssl req -new -newkey rsa:2048 -nodes -sha256 -subj "$subject" -keyout key.pem -out request.pem',
    '',
    '# 3. Have it signed',
    `printf '{"csr":"%s"}' "$(openssl base64 -A -in request.pem)" > request.json`,
    `curl -sS --fail -H 'content-type: application/json' --data-binary @request.json "$(field csrUrl info.json)" -o answer.json`,
    '',
    '# 4. Keep certificate and chain as PEM',
    'field clientCrt answer.json | openssl base64 -d -A > cert.pem',
    'field caCrt answer.json | openssl base64 -d -A > chain.pem',
    'cat cert.pem chain.pem > both.pem',
    '',
    '# 5. Use it',
    `curl -sS --fail --cert both.pem --key key.pem "$(field infoUrl info.json)"`,
    ')',
  ].join('\n');
}
