import { DrawnCatalog, type DrawnCatalogProps } from './DrawnCatalog';
import { SilentChannels } from './SilentChannels';

/** An event catalog, or one channel of it. Load it lazily: the renderer is large. */
export function AsyncApiView(props: DrawnCatalogProps) {
  return (
    <>
      <DrawnCatalog {...props} />
      {!props.only && <SilentChannels document={props.document} />}
    </>
  );
}
