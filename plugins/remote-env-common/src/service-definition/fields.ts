import { z } from 'zod';
import { SERVICE_LIMITS } from './limits';

/** Text that must be there; `label` as clients of the older protocol know the message. */
export function requiredText(label: string, max: number) {
  const empty = `${label} field cannot be empty.`;
  return z
    .string({
      error: ({ input }) =>
        input === undefined ? empty : `${label} field must be a string.`,
    })
    .min(1, empty)
    .max(max, `${label} field must not exceed ${max} characters.`);
}

/** Text that may be absent; an empty one counts as absent, as in the older protocol. */
export function optionalText(label: string, max: number) {
  return z
    .string(`${label} field must be a string.`)
    .max(max, `${label} field must not exceed ${max} characters.`)
    .transform(value => value || undefined)
    .optional();
}

/** An object by its name, so that a wrong type is answered with that name. */
export function objectField<T extends z.ZodRawShape>(label: string, shape: T) {
  return z.object(shape, `${label} field must be an object.`);
}

function urlProblem(value: string): string | undefined {
  const url = URL.parse(value);
  if (!url || !['http:', 'https:'].includes(url.protocol) || !url.hostname) {
    return 'is not an absolute http or https URL.';
  }
  if (url.username || url.password) {
    return 'must not contain a user name or password.';
  }
  return undefined;
}

/** An absolute http(s) URL that carries no credentials. The outbound policy judges it when it is called. */
export function requiredUrl(label: string) {
  return requiredText(label, SERVICE_LIMITS.url).superRefine((value, ctx) => {
    const problem = value ? urlProblem(value) : undefined;
    if (problem) {
      ctx.addIssue({ code: 'custom', message: `${label} field ${problem}` });
    }
  });
}

export function optionalUrl(label: string) {
  return optionalText(label, SERVICE_LIMITS.url).superRefine((value, ctx) => {
    const problem = value ? urlProblem(value) : undefined;
    if (problem) {
      ctx.addIssue({ code: 'custom', message: `${label} field ${problem}` });
    }
  });
}

/** `{name: [values]}`; `isName` and `valuePattern` keep out what could break a request apart. */
function parameterMap(
  label: string,
  isName: (name: string) => boolean,
  valuePattern: RegExp,
) {
  const { parameters, parameterName, parameterValue } = SERVICE_LIMITS;
  const value = z
    .string(`${label} values must be strings.`)
    .max(
      parameterValue,
      `${label} values must not exceed ${parameterValue} characters.`,
    )
    .regex(
      valuePattern,
      `${label} values hold characters that cannot be sent.`,
    );
  return z
    .record(
      z
        .string()
        .max(
          parameterName,
          `${label} names must not exceed ${parameterName} characters.`,
        )
        .refine(isName),
      z
        .array(value, `${label} must map each name to a list of strings.`)
        .max(
          parameters,
          `${label} must not hold more than ${parameters} values for a name.`,
        ),
      {
        error: ({ code }) =>
          code === 'invalid_key'
            ? `${label} must not hold names that cannot be sent.`
            : `${label} must be an object.`,
      },
    )
    .refine(
      map => Object.keys(map).length <= parameters,
      `${label} must not hold more than ${parameters} names.`,
    );
}

/** Headers that say where a message ends and where it goes; never for a registration to decide. */
export const UNSETTABLE_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

/** Names by RFC 9110 section 5.6.2 (token), values by section 5.5: visible octets, blanks and tabs. */
export const headersField = parameterMap(
  'headers',
  name =>
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) &&
    !UNSETTABLE_HEADERS.has(name.toLowerCase()),
  /^[\t -~\u0080-\u00ff]*$/,
);

/** Both are percent-encoded when they are sent. */
export const queryParametersField = parameterMap(
  'queryParameters',
  name => /^\P{Cc}+$/u.test(name),
  /^(\P{Cc}|\s)*$/u,
);
