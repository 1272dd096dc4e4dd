export * from './PayloadCipher';
