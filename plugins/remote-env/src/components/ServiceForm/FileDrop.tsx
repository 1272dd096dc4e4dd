import { Alert, Button } from '@backstage/ui';
import { RiFolderUploadLine, RiUpload2Line } from '@remixicon/react';
import { useRef, type ChangeEvent } from 'react';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { DropArea } from '../../ui';
import { chosenFiles, droppedFiles, MAX_BYTES, readFiles } from './readDropped';
import type { ServiceFormState } from './useServiceForm';

/** Makes a file field take a whole folder; React's types do not know it. */
const FOLDER = { webkitdirectory: '' };

/** Takes documents as files or folders, dropped or chosen. */
export function FileDrop({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const onDrop = async (dropped: DataTransfer) => {
    state.takeFiles(await readFiles(await droppedFiles(dropped)));
  };
  const onChosen = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = chosenFiles(event.target.files ?? []);
    // The same files, put right meanwhile, may be chosen again.
    event.target.value = '';
    if (chosen.length > 0) {
      state.takeFiles(await readFiles(chosen));
    }
  };

  return (
    <>
      <DropArea label={t('registering.dropLabel')} onDrop={onDrop}>
        <span>{t('registering.drop')}</span>
        <Button
          variant="secondary"
          iconStart={<RiUpload2Line />}
          onPress={() => files.current?.click()}
        >
          {t('registering.chooseFiles')}
        </Button>
        <Button
          variant="secondary"
          iconStart={<RiFolderUploadLine />}
          onPress={() => folder.current?.click()}
        >
          {t('registering.chooseFolder')}
        </Button>
        <input
          ref={files}
          type="file"
          hidden
          multiple
          aria-label={t('registering.chooseFiles')}
          onChange={onChosen}
        />
        <input
          ref={folder}
          type="file"
          hidden
          aria-label={t('registering.chooseFolder')}
          onChange={onChosen}
          {...FOLDER}
        />
      </DropArea>
      <TakenReport state={state} />
    </>
  );
}

function TakenReport({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const { taken } = state;
  if (!taken) {
    return null;
  }
  if ('isTooMuch' in taken) {
    return (
      <Alert
        status="danger"
        icon
        title={t('registering.tooMuch', { limit: formatBytes(MAX_BYTES) })}
      />
    );
  }
  const { ignored, unreadable } = taken;
  const inShort = (paths: string[]) => paths.slice(0, 10).join(', ');
  return (
    <>
      {unreadable.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('registering.unreadable', { list: inShort(unreadable) })}
        />
      )}
      {ignored.length > 0 && (
        <Alert
          status="info"
          icon
          title={t('registering.ignored', { list: inShort(ignored) })}
        />
      )}
    </>
  );
}
