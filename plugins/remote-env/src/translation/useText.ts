import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { remoteEnvTranslationRef } from './ref';

/** The plugin's texts in the reader's language. */
export function useText() {
  return useTranslationRef(remoteEnvTranslationRef);
}

export type TextFunction = ReturnType<typeof useText>['t'];
