export * from './documentStoreContract';
