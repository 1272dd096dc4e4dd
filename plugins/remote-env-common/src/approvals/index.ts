export * from './history';
export * from './rules';
export * from './settle';
export * from './stateMachine';
