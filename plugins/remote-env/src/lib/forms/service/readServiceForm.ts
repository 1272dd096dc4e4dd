import { z } from 'zod';
import type { ServiceDefinition } from '../../../apis';
import { parsePairs, toParameterMap } from '../pairs';
import type { ServiceForm } from './serviceForm';

/** Something in a field that cannot be read at all. */
export interface UnreadableField {
  /** Of the definition, e.g. `api.requestParameters.headers`. */
  field: string;
  /** From 1. */
  line: number;
}

const object = z.record(z.string(), z.unknown()).catch({});

/** What the fields say, as the registry takes it; whether it is right is for the portal to judge. */
export function readServiceForm(
  form: ServiceForm,
): { definition: ServiceDefinition } | { unreadable: UnreadableField[] } {
  const unreadable: UnreadableField[] = [];
  const pairs = (field: string, text: string, separator: '=' | ':') => {
    const read = parsePairs(text, separator);
    if ('wrongLine' in read) {
      unreadable.push({ field, line: read.wrongLine });
      return [];
    }
    return read.pairs;
  };
  const labels = Object.fromEntries(pairs('labels', form.labels, '='));
  const headers = toParameterMap(
    pairs('api.requestParameters.headers', form.headers, ':'),
  );
  const queryParameters = toParameterMap(
    pairs('api.requestParameters.queryParameters', form.queryParameters, '='),
  );
  if (unreadable.length > 0) {
    return { unreadable };
  }
  const hasApi = [form.targetUrl, form.specificationUrl, form.apiText].some(
    value => value.trim() !== '',
  );
  const hasParameters =
    Object.keys(headers).length + Object.keys(queryParameters).length > 0;
  const base = object.parse(form.base);
  const baseApi = object.parse(base.api);
  return {
    definition: {
      provider: form.provider.trim(),
      name: form.name.trim(),
      description: form.description.trim(),
      ...filled('shortDescription', form.shortDescription),
      ...filled('identifier', form.identifier),
      labels,
      ...(hasApi && {
        api: {
          ...filled('apiType', baseApi.apiType),
          targetUrl: form.targetUrl.trim(),
          ...filled('specificationUrl', form.specificationUrl),
          ...(form.apiText.trim() && { spec: form.apiText }),
          ...(hasParameters && {
            requestParameters: { headers, queryParameters },
          }),
          ...credentialsOf(form, object.parse(baseApi.credentials)),
        },
      }),
      ...(form.eventsText.trim() && { events: { spec: form.eventsText } }),
      ...documentationOf(form, object.parse(base.documentation)),
    },
  };
}

function filled(field: string, value: unknown) {
  return typeof value === 'string' && value.trim()
    ? { [field]: value.trim() }
    : {};
}

function credentialsOf(form: ServiceForm, base: Record<string, unknown>) {
  const { authentication } = form;
  if (authentication === 'none') {
    return {};
  }
  const values = {
    basic: { username: form.username, password: form.password },
    oauth: {
      url: form.tokenUrl.trim(),
      clientId: form.clientId,
      clientSecret: form.clientSecret,
      ...pick(object.parse(base.oauth), 'requestParameters'),
    },
    oauthWithCertificate: {
      url: form.tokenUrl.trim(),
      clientId: form.clientId,
      certificate: form.clientCertificate.trim(),
      key: form.clientKey.trim(),
      ...pick(object.parse(base.oauthWithCertificate), 'requestParameters'),
    },
    certificateGen: { commonName: form.commonName.trim() },
  }[authentication];
  return {
    credentials: {
      [authentication]: {
        ...values,
        ...(form.csrfUrl.trim() && {
          csrfInfo: { tokenEndpointURL: form.csrfUrl.trim() },
        }),
      },
    },
  };
}

function pick(from: Record<string, unknown>, field: string) {
  return from[field] === undefined ? {} : { [field]: from[field] };
}

function documentationOf(form: ServiceForm, base: Record<string, unknown>) {
  if (form.guides.length === 0) {
    return {};
  }
  return {
    documentation: {
      displayName: form.name.trim(),
      description: form.description.trim(),
      type: 'guide',
      ...base,
      docs: form.guides.map(({ title, markdown }) => ({
        title,
        type: 'md',
        source: markdown,
      })),
    },
  };
}
