import type {
  RemoteEnvironment,
  Verdict,
} from '@remote-env/plugin-remote-env-common';
import { pageOf, scopeOf, titleOf } from './aboutEnvironment';
import type { Notice } from './Notices';

/** For those who decide: somebody asks for a connection. */
export function requestedNotice(
  environment: RemoteEnvironment,
  options: { admins: readonly string[]; by: string },
): Notice {
  return {
    to: options.admins,
    except: options.by,
    title: `${titleOf(environment)} asks to be connected`,
    description: environment.spec.description,
    link: pageOf(environment),
    severity: 'normal',
    scope: scopeOf(environment, 'requested'),
  };
}

const DECIDED: Record<
  Verdict,
  { what: string; severity: Notice['severity']; otherwise: string }
> = {
  approved: {
    what: 'may be connected',
    severity: 'normal',
    otherwise: 'Its owner can fetch a one-time token now.',
  },
  rejected: {
    what: 'was not approved',
    severity: 'normal',
    otherwise: 'No reason was given.',
  },
  suspended: {
    what: 'is suspended',
    severity: 'high',
    otherwise: 'Calls and events are refused until it is resumed.',
  },
};

/** For those who asked, and for the owner: how it was decided. */
export function decidedNotice(
  environment: RemoteEnvironment,
  options: { verdict: Verdict; reason?: string; by: string },
): Notice {
  const { owner, requestedBy } = environment.spec;
  const { what, severity, otherwise } = DECIDED[options.verdict];
  return {
    to: [...new Set([requestedBy, owner])].filter(
      reference => reference !== undefined,
    ),
    except: options.by,
    title: `${titleOf(environment)} ${what}`,
    description: options.reason || otherwise,
    link: pageOf(environment),
    severity,
    scope: scopeOf(environment, 'decided'),
  };
}
