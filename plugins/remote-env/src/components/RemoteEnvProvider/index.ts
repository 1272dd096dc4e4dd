export { RemoteEnvProvider } from './RemoteEnvProvider';
