import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServerProcess } from '@remote-env/plugin-remote-env-node/testing-engines';
import type { MachineCertificate } from './certificates';

/** Debian has it as a module of its own. */
const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

export interface Front {
  /** Passes TLS through to the edge of several gateways. */
  edge: { port: number; gateways: number[] };
  /** Ends TLS before plain servers: listening port to the server's port. */
  plain: { port: number; servers: number[] }[];
  /** Hands calls of lambdas on, in the clear, as a Service does. */
  apiProxy: { port: number; gateways: number[] };
}

/** nginx as the one way in, as `deploy/nginx` and an ingress controller are. */
export function startNginx(
  directory: string,
  tls: MachineCertificate,
  front: Front,
): ServerProcess {
  const home = path.join(directory, 'nginx');
  mkdirSync(path.join(home, 'temporary'), { recursive: true });
  const config = path.join(home, 'nginx.conf');
  writeFileSync(config, configuration(home, tls, front));
  return ServerProcess.start(
    'nginx',
    ['-c', config, '-p', home, '-e', path.join(home, 'error.log')],
    { cwd: home },
  );
}

const servers = (ports: number[]) =>
  ports.map(port => `server 127.0.0.1:${port} max_fails=1 fail_timeout=2s;`);

function configuration(
  home: string,
  tls: MachineCertificate,
  { edge, plain, apiProxy }: Front,
): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    kind => `  ${kind}_temp_path ${home}/temporary/${kind};`,
  );
  return [
    ...(existsSync(STREAM_MODULE) ? [`load_module ${STREAM_MODULE};`] : []),
    'daemon off;',
    // It has nothing to give up: it never was root's to begin with where tests run as somebody else.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'worker_processes 1;',
    `pid ${home}/nginx.pid;`,
    'events { worker_connections 1024; }',
    'stream {',
    "  log_format passed '$time_iso8601 $remote_addr -> $upstream_addr $status $bytes_sent';",
    `  access_log ${home}/edge.log passed;`,
    `  upstream gateways { least_conn; ${servers(edge.gateways).join(' ')} }`,
    '  server {',
    `    listen 127.0.0.1:${edge.port};`,
    '    proxy_connect_timeout 1s;',
    '    proxy_timeout 10m;',
    '    proxy_next_upstream on;',
    '    proxy_pass gateways;',
    '  }',
    '}',
    'http {',
    ...temporary,
    "  log_format answered '$time_iso8601 $request_method $uri $status -> $upstream_addr';",
    `  access_log ${home}/http.log answered;`,
    '  client_max_body_size 40m;',
    "  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }",
    ...plain.flatMap(({ port, servers: ports }, index) => [
      `  upstream plain${index} { ip_hash; ${servers(ports).join(' ')} }`,
      '  server {',
      `    listen 127.0.0.1:${port} ssl;`,
      `    ssl_certificate ${tls.certFile};`,
      `    ssl_certificate_key ${tls.keyFile};`,
      ...forward(`http://plain${index}`, 'https'),
      '  }',
    ]),
    `  upstream apiproxies { ${servers(apiProxy.gateways).join(' ')} }`,
    '  server {',
    `    listen 127.0.0.1:${apiProxy.port};`,
    ...forward('http://apiproxies', 'http'),
    '  }',
    '}',
    '',
  ].join('\n');
}

function forward(upstream: string, scheme: string): string[] {
  return [
    '    location / {',
    `      proxy_pass ${upstream};`,
    '      proxy_http_version 1.1;',
    '      proxy_set_header Host $http_host;',
    `      proxy_set_header X-Forwarded-Proto ${scheme};`,
    '      proxy_set_header X-Forwarded-Host $http_host;',
    '      proxy_set_header X-Forwarded-For $remote_addr;',
    '      proxy_set_header Upgrade $http_upgrade;',
    '      proxy_set_header Connection $connection_upgrade;',
    '      proxy_buffering off;',
    '      proxy_request_buffering off;',
    '    }',
  ];
}
