export * from './PayloadCipher';
export * from './SharedSecret';
export * from './portalSecrets';
