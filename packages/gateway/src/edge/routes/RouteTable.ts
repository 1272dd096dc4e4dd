import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identity } from '../identity/judge';
import type { Target } from './target';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One request on its way to its handler. */
export interface EdgeCall {
  req: IncomingMessage;
  res: ServerResponse;
  target: Target;
  /** Address of the peer. */
  ip: string;
}

/** One request whose sender is proven. */
export interface IdentifiedCall extends EdgeCall {
  identity: Identity;
}

interface RouteBase {
  /** For metrics: a few words, the same for all environments. */
  name: string;
  /** Segments; `{re}` stands for the name of an environment, `**` at the end for anything or nothing. */
  pattern: string;
  method: Method;
}

/** Who may call a route and what then happens. A handler answers or throws. */
export type Route =
  | (RouteBase & {
      certificate: 'none';
      handle: (call: EdgeCall) => Promise<void> | void;
    })
  | (RouteBase & {
      certificate: 'required';
      handle: (call: IdentifiedCall) => Promise<void> | void;
    });

export type Match =
  | { found: 'route'; route: Route; environment: string | undefined }
  | { found: 'path'; allow: string }
  | { found: 'nothing' };

interface Compiled {
  route: Route;
  segments: readonly string[];
  open: boolean;
}

function fits({ segments, open }: Compiled, path: readonly string[]): boolean {
  return (
    (open ? path.length >= segments.length : path.length === segments.length) &&
    segments.every((s, i) => s === '{re}' || s === path[i])
  );
}

/** Finds routes by path and method; HEAD is answered where GET is. */
export class RouteTable {
  readonly #compiled: readonly Compiled[];

  static create(routes: readonly Route[]): RouteTable {
    return new RouteTable(routes);
  }

  private constructor(routes: readonly Route[]) {
    this.#compiled = routes.map(route => {
      const segments = route.pattern.split('/').slice(1);
      const open = segments.at(-1) === '**';
      return { route, segments: open ? segments.slice(0, -1) : segments, open };
    });
  }

  match(method: string | undefined, path: readonly string[]): Match {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const allow = new Set<string>();
    for (const compiled of this.#compiled) {
      if (fits(compiled, path)) {
        const { route, segments } = compiled;
        if (route.method === wanted) {
          const at = segments.indexOf('{re}');
          return {
            found: 'route',
            route,
            environment: at < 0 ? undefined : path[at],
          };
        }
        allow.add(route.method);
        if (route.method === 'GET') {
          allow.add('HEAD');
        }
      }
    }
    return allow.size > 0
      ? { found: 'path', allow: [...allow].sort().join(', ') }
      : { found: 'nothing' };
  }
}
