export * from './documentStore';
export * from './eventBus';
export * from './resourceStore';
export { Program, type ProgramRun } from './programs/Program';
export { until } from './conditions';
export { startPostgres, type TestPostgres } from './postgres/startPostgres';
