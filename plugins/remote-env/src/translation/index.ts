export { remoteEnvTranslationRef } from './ref';
export { useText, type TextFunction } from './useText';
