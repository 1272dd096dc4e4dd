import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { remoteEnvTranslationRef } from './ref';

/** The plugin's texts in the reader's language. */
export function useText(): {
  t: TranslationFunction<typeof remoteEnvTranslationRef.T>;
} {
  return useTranslationRef(remoteEnvTranslationRef);
}
