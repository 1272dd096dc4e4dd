import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  startNginx,
  type ServerProcess,
} from '@remote-env/plugin-remote-env-node/testing-engines';
import type { MachineCertificate } from './certificates';

/** Before servers on other ports of this machine, which take turns whoever calls. */
export interface Front {
  port: number;
  servers: readonly number[];
  /** Ends TLS with this; without, it speaks in the clear, as a Service of a cluster does. */
  tls?: MachineCertificate;
}

/** nginx as an ingress controller is: portal and API proxy are reached by it alone. Ends with this process. */
export async function startFronts(
  directory: string,
  fronts: readonly [Front, ...Front[]],
): Promise<ServerProcess> {
  const home = path.join(directory, 'fronts');
  mkdirSync(home);
  return startNginx({
    directory: home,
    configuration: configuration(home, fronts),
    port: fronts[0].port,
  });
}

function configuration(home: string, fronts: readonly Front[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    kind => `  ${kind}_temp_path ${home}/${kind};`,
  );
  return [
    // Files of these tests are their owner's alone.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'worker_processes 1;',
    `pid ${home}/pid;`,
    'events { worker_connections 1024; }',
    'http {',
    ...temporary,
    '  access_log off;',
    '  client_max_body_size 40m;',
    "  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }",
    ...fronts.flatMap(({ port, servers, tls }) => [
      `  upstream to_${port} {`,
      // None is left out because it failed a moment ago: each call that finds nobody there goes on to the next.
      ...servers.map(server => `    server 127.0.0.1:${server} max_fails=0;`),
      '  }',
      '  server {',
      `    listen 127.0.0.1:${port}${tls ? ' ssl' : ''};`,
      ...(tls
        ? [
            `    ssl_certificate ${tls.certFile};`,
            `    ssl_certificate_key ${tls.keyFile};`,
          ]
        : []),
      ...forward(`http://to_${port}`, tls ? 'https' : 'http'),
      '  }',
    ]),
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
