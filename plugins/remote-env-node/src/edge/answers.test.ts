import { subjectSchema } from '../config';
import {
  buildManagementInfo,
  buildOldestSigningInfo,
  buildSigningInfo,
} from './answers';
import { readSubject, subjectOf, subjectString } from './subject';
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
    expect(buildSigningInfo(config, { name: 'shop-eu' }, 'T2')).toEqual({
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
    expect(buildOldestSigningInfo(config, { name: 'shop-eu' }, 'T2')).toEqual({
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

  describe('with tenant and group in the subject', () => {
    const byTenant = {
      ...config,
      subject: { ...config.subject, byTenant: true },
    };
    const { organization, organizationalUnit } = config.subject;
    const of = (environment: { tenant?: string; group?: string }) => {
      const { certificate } = buildSigningInfo(
        byTenant,
        { name: 'shop-eu', ...environment },
        'T2',
      );
      return certificate.subject.split(',').slice(0, 2);
    };

    it.each([
      [{ tenant: 'Tenant 1', group: 'group-1' }, 'O=Tenant 1', 'OU=group-1'],
      [{ tenant: 'tenant-1' }, 'O=tenant-1', `OU=${organizationalUnit}`],
      [{ group: 'group-1' }, `O=${organization}`, 'OU=group-1'],
      [{}, `O=${organization}`, `OU=${organizationalUnit}`],
    ])('of %j', (environment, ...expected) => {
      expect(of(environment)).toEqual(expected);
    });

    it.each(['a,CN=b', 'a+b', ' a', 'a=b', 'a\\', '"a"', 'ä', 'a\0', '#a', ''])(
      'takes no value that would need escaping: %j',
      value => {
        expect(of({ tenant: value, group: value })).toEqual([
          `O=${organization}`,
          `OU=${organizationalUnit}`,
        ]);
      },
    );

    it('says them in the oldest form and in the management info, too', () => {
      const environment = { name: 'shop-eu', tenant: 't1', group: 'g1' };
      expect(
        buildOldestSigningInfo(byTenant, environment, 'T2').certificate.subject,
      ).toMatch(/^OU=g1,O=t1,L=/);
      const info = buildManagementInfo(byTenant, environment);
      expect(info.clientIdentity).toEqual({
        application: 'shop-eu',
        tenant: 't1',
        group: 'g1',
      });
      expect(info.certificate.subject).toMatch(/^O=t1,OU=g1,L=/);
    });

    it('leaves them out where they are not configured', () => {
      const info = buildManagementInfo(config, {
        name: 'shop-eu',
        tenant: 't1',
        group: 'g1',
      });
      expect(info.certificate.subject).toContain(`O=${organization},`);
      expect(info.clientIdentity).toMatchObject({ tenant: 't1', group: 'g1' });
    });

    it('reads what it has written', () => {
      const subject = subjectOf(byTenant.subject, {
        name: 'shop-eu',
        tenant: 't1',
      });
      expect(readSubject(subjectString(subject, 'shop-eu'))).toEqual({
        ...subject,
        byTenant: false,
      });
      for (const other of [
        '',
        'CN=a',
        'O=a,OU=b,L=c,ST=d,C=,CN=f',
        'O=a=b,OU=b,L=c,ST=d,C=DE,CN=f',
      ]) {
        expect(readSubject(other)).toBeUndefined();
      }
    });
  });
});
