import {
  Button,
  ButtonIcon,
  Tooltip,
  TooltipTrigger,
  VisuallyHidden,
} from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useText } from '../../translation';
import { copyText } from './copyText';

interface CopyButtonProps {
  text: string;
  /** What is copied, e.g. "token URL"; part of the accessible name. */
  what: string;
  /** Shows the word next to the icon. */
  withLabel?: boolean;
}

const SHOWN_FOR_MS = 2_000;

/** Copies a text and says so, to the eye and to screen readers. */
export function CopyButton({ text, what, withLabel }: CopyButtonProps) {
  const { t } = useText();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');

  useEffect(() => {
    if (state === 'idle') {
      return undefined;
    }
    const timer = setTimeout(() => setState('idle'), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const label = {
    idle: t('common.copyWhat', { what }),
    copied: t('common.copied'),
    failed: t('common.copyFailed'),
  }[state];
  const onPress = async () =>
    setState((await copyText(text)) ? 'copied' : 'failed');
  const icon = state === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />;

  return (
    <>
      {withLabel ? (
        <Button
          size="small"
          variant="secondary"
          iconStart={icon}
          onPress={onPress}
          aria-label={t('common.copyWhat', { what })}
        >
          {state === 'idle' ? t('common.copy') : label}
        </Button>
      ) : (
        <TooltipTrigger>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={icon}
            onPress={onPress}
            aria-label={t('common.copyWhat', { what })}
          />
          <Tooltip>{label}</Tooltip>
        </TooltipTrigger>
      )}
      <VisuallyHidden role="status">
        {state === 'idle' ? '' : label}
      </VisuallyHidden>
    </>
  );
}
