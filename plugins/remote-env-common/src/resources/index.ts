export * from './meta';
export * from './RemoteEnvironment';
export * from './ConnectionApproval';
export * from './RemoteService';
export * from './ClientCertificate';
export * from './RemoteServiceBinding';
export * from './EventSubscription';
export * from './Secret';
