export { remoteEnvTranslationRef } from './ref';
export { useText } from './useText';
