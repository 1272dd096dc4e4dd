import type {
  ConnectionApproval,
  DecidedVerdict,
  RemoteEnvironment,
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
  DecidedVerdict,
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
  retired: {
    what: 'is retired',
    severity: 'high',
    otherwise: 'Calls and events are refused for good.',
  },
};

/** Those who asked, and the owner. */
function concerned({ spec }: RemoteEnvironment): string[] {
  return [...new Set([spec.requestedBy, spec.owner])].filter(
    reference => reference !== undefined,
  );
}

/** For those who asked, and for the owner: how it was decided. */
export function decidedNotice(
  environment: RemoteEnvironment,
  options: { verdict: DecidedVerdict; reason?: string; by: string },
): Notice {
  const { what, severity, otherwise } = DECIDED[options.verdict];
  return {
    to: concerned(environment),
    except: options.by,
    title: `${titleOf(environment)} ${what}`,
    description: options.reason || otherwise,
    link: pageOf(environment),
    severity,
    scope: scopeOf(environment, 'decided'),
  };
}

/** Of an approval after which more are needed: for those who asked, and for those who can give the next. */
export function approvalGivenNotices(
  environment: RemoteEnvironment,
  options: {
    given: number;
    required: number;
    admins: readonly string[];
    by: string;
  },
): Notice[] {
  const { given, required, admins, by } = options;
  const notice = {
    except: by,
    title: `${titleOf(environment)} has ${given} of ${required} approvals`,
    link: pageOf(environment),
    severity: 'normal' as const,
  };
  return [
    {
      ...notice,
      to: concerned(environment),
      description: 'Another admin has to approve it, too.',
      scope: scopeOf(environment, 'decided'),
    },
    {
      ...notice,
      to: admins,
      description: `${by} approved it; another one of you has to, too.`,
      scope: scopeOf(environment, 'requested'),
    },
  ];
}

/** For those who asked, owner and admins: the rules took a decision back that came past the portal. */
export function putRightNotice(
  environment: RemoteEnvironment,
  options: {
    approval: ConnectionApproval;
    because: string;
    admins: readonly string[];
  },
): Notice {
  const { approval, because, admins } = options;
  return {
    to: [...new Set([...concerned(environment), ...admins])],
    title: `${titleOf(environment)} is ${approval.spec.verdict} now`,
    description: because,
    link: pageOf(environment),
    severity: 'high',
    scope: scopeOf(environment, 'decided'),
  };
}
