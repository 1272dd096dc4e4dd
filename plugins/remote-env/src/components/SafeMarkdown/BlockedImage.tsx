import { Button } from '@backstage/ui';
import { RiImageLine } from '@remixicon/react';
import { useState } from 'react';
import { useText } from '../../translation';

function hostOf(src: string | undefined): string | undefined {
  try {
    const url = new URL(src ?? '');
    return /^https?:$/.test(url.protocol) ? url.host : undefined;
  } catch {
    return undefined;
  }
}

/** Stands for an image of another site, which is fetched only when the reader says so. */
export function BlockedImage(props: { src?: string; alt?: string }) {
  const { src, alt } = props;
  const { t } = useText();
  const [shown, setShown] = useState(false);
  const host = hostOf(src);
  if (!host) {
    return <em>{alt || t('service.guide.imageMissing')}</em>;
  }
  if (shown) {
    return <img src={src} alt={alt ?? ''} referrerPolicy="no-referrer" />;
  }
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiImageLine />}
      onPress={() => setShown(true)}
    >
      {[alt, t('service.guide.imageBlocked', { host })]
        .filter(Boolean)
        .join(' – ')}
    </Button>
  );
}
