export * from './answers';
export * from './subject';
export * from './texts';
export * from './urls';
