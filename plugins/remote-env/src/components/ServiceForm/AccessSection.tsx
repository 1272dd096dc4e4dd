import { Select } from '@backstage/ui';
import { AUTHENTICATIONS } from '../../lib/forms/service/serviceForm';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { LineField, LinesField, SecretField } from './FormFields';
import type { ServiceFormState } from './useServiceForm';

/** Where an API is, and what the gateway adds to calls of it. */
export function AccessSection({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const { authentication } = state.form;
  const credentials = `api.credentials.${authentication}`;
  return (
    <Section
      title={t('registering.access')}
      description={t('registering.accessDescription')}
    >
      <LineField
        state={state}
        of="targetUrl"
        field="api.targetUrl"
        label={t('registering.targetUrl')}
        description={t('registering.targetUrlDescription')}
        maxLength={2048}
      />
      <Select
        label={t('registering.authentication')}
        value={authentication}
        onChange={key =>
          state.set({
            authentication:
              AUTHENTICATIONS.find(type => type === key) ?? 'none',
          })
        }
        options={AUTHENTICATIONS.map(id => ({
          id,
          label: t(`registering.auth.${id}`),
        }))}
      />
      <Credentials state={state} field={credentials} />
      {authentication !== 'none' && (
        <LineField
          state={state}
          of="csrfUrl"
          field={`${credentials}.csrfInfo.tokenEndpointURL`}
          label={t('registering.csrfUrl')}
          maxLength={2048}
        />
      )}
      <LinesField
        state={state}
        of="headers"
        field="api.requestParameters.headers"
        label={t('registering.headers')}
        description={t('registering.headersDescription')}
        rows={2}
      />
      <LinesField
        state={state}
        of="queryParameters"
        field="api.requestParameters.queryParameters"
        label={t('registering.queryParameters')}
        description={t('registering.queryParametersDescription')}
        rows={2}
      />
    </Section>
  );
}

function Credentials(props: { state: ServiceFormState; field: string }) {
  const { state, field } = props;
  const { t } = useText();
  const kept = state.serviceId ? t('registering.kept') : undefined;
  switch (state.form.authentication) {
    case 'basic':
      return (
        <>
          <LineField
            state={state}
            of="username"
            field={`${field}.username`}
            label={t('registering.username')}
            description={kept}
          />
          <SecretField
            state={state}
            of="password"
            field={`${field}.password`}
            label={t('registering.password')}
            description={kept}
          />
        </>
      );
    case 'oauth':
      return (
        <>
          <TokenFields {...props} />
          <SecretField
            state={state}
            of="clientSecret"
            field={`${field}.clientSecret`}
            label={t('registering.clientSecret')}
            description={kept}
          />
        </>
      );
    case 'oauthWithCertificate':
      return (
        <>
          <TokenFields {...props} />
          <LinesField
            state={state}
            of="clientCertificate"
            field={`${field}.certificate`}
            label={t('registering.clientCertificate')}
            description={t('registering.clientCertificateDescription')}
            rows={3}
          />
          <LinesField
            state={state}
            of="clientKey"
            field={`${field}.key`}
            label={t('registering.clientKey')}
            description={kept ?? t('registering.clientKeyDescription')}
            rows={3}
          />
        </>
      );
    case 'certificateGen':
      return (
        <LineField
          state={state}
          of="commonName"
          field={`${field}.commonName`}
          label={t('registering.commonName')}
          maxLength={64}
        />
      );
    default:
      return null;
  }
}

/** Where tokens come from, and who asks for them. */
function TokenFields({
  state,
  field,
}: {
  state: ServiceFormState;
  field: string;
}) {
  const { t } = useText();
  return (
    <>
      <LineField
        state={state}
        of="tokenUrl"
        field={`${field}.url`}
        label={t('registering.tokenUrl')}
        maxLength={2048}
      />
      <LineField
        state={state}
        of="clientId"
        field={`${field}.clientId`}
        label={t('registering.clientId')}
        description={state.serviceId ? t('registering.kept') : undefined}
      />
    </>
  );
}
