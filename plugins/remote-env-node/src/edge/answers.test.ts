import { subjectSchema } from '../config';
import {
  buildManagementInfo,
  buildOldestSigningInfo,
  buildSigningInfo,
} from './answers';
import { subjectString } from './subject';
import { connectUrl } from './urls';

const config = {
  publicUrl: 'https://edge.acme.test:8443/',
  subject: subjectSchema.parse({
    organization: 'Acme',
    organizationalUnit: 'Sales',
    locality: 'Berlin',
    province: 'Berlin',
  }),
};

describe('answers of the edge', () => {
  it('spells the subject without blanks, the oldest form with OU first', () => {
    expect(subjectString(config.subject, 'shop-eu')).toBe(
      'O=Acme,OU=Sales,L=Berlin,ST=Berlin,C=DE,CN=shop-eu',
    );
    expect(subjectString(config.subject, 'shop-eu', 'oldest')).toBe(
      'OU=Sales,O=Acme,L=Berlin,ST=Berlin,C=DE,CN=shop-eu',
    );
  });

  it('builds the signing info of application-connector 2.2', () => {
    expect(buildSigningInfo(config, 'shop-eu', 'T2')).toEqual({
      csrUrl:
        'https://edge.acme.test:8443/v1/applications/certificates?token=T2',
      api: {
        eventsInfoUrl:
          'https://edge.acme.test:8443/shop-eu/v1/events/subscribed',
        eventsUrl: 'https://edge.acme.test:8443/shop-eu/v1/events',
        metadataUrl: 'https://edge.acme.test:8443/shop-eu/v1/metadata/services',
        infoUrl: 'https://edge.acme.test:8443/v1/applications/management/info',
        certificatesUrl:
          'https://edge.acme.test:8443/v1/applications/certificates',
      },
      certificate: {
        subject: 'O=Acme,OU=Sales,L=Berlin,ST=Berlin,C=DE,CN=shop-eu',
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    });
  });

  it('builds the oldest signing info of application-connector 2.1', () => {
    expect(buildOldestSigningInfo(config, 'shop-eu', 'T2')).toEqual({
      csrUrl:
        'https://edge.acme.test:8443/v1/remoteenvironments/shop-eu/client-certs?token=T2',
      api: {
        metadataUrl: 'https://edge.acme.test:8443/shop-eu/v1/metadata/services',
        eventsUrl: 'https://edge.acme.test:8443/shop-eu/v1/events',
        certificatesUrl:
          'https://edge.acme.test:8443/v1/remoteenvironments/shop-eu',
      },
      certificate: {
        subject: 'OU=Sales,O=Acme,L=Berlin,ST=Berlin,C=DE,CN=shop-eu',
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    });
  });

  it('builds the management info with the tenant only where there is one', () => {
    const info = buildManagementInfo(config, { name: 'shop-eu' });
    expect(info.clientIdentity).toEqual({ application: 'shop-eu' });
    expect(info.urls).toEqual({
      eventsInfoUrl: 'https://edge.acme.test:8443/shop-eu/v1/events/subscribed',
      eventsUrl: 'https://edge.acme.test:8443/shop-eu/v1/events',
      metadataUrl: 'https://edge.acme.test:8443/shop-eu/v1/metadata/services',
      renewCertUrl:
        'https://edge.acme.test:8443/v1/applications/certificates/renewals',
      revokeCertUrl:
        'https://edge.acme.test:8443/v1/applications/certificates/revocations',
      revocationCertUrl:
        'https://edge.acme.test:8443/v1/applications/certificates/revocations',
    });
    expect(
      buildManagementInfo(config, { name: 'shop-eu', tenant: 't1' })
        .clientIdentity,
    ).toEqual({ application: 'shop-eu', tenant: 't1' });
  });

  it('hands out a connect URL that carries the token', () => {
    expect(connectUrl('https://edge.acme.test', 'T1')).toBe(
      'https://edge.acme.test/v1/applications/signingRequests/info?token=T1',
    );
  });
});
