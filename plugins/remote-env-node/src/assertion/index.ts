export * from './assertion';
