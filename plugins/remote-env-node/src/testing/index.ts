export * from './documentStoreContract';
export * from './eventBus';
export * from './resourceStore';
export { Program, type ProgramRun } from './programs/Program';
export { startPostgres, type TestPostgres } from './postgres/startPostgres';
