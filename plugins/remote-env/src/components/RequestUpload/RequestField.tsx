import { Button, TextAreaField } from '@backstage/ui';
import { RiUpload2Line } from '@remixicon/react';
import { useRef } from 'react';
import { MAX_REQUEST_LENGTH } from '../../lib/certificates/readRequest';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { DropArea, fieldProblem } from '../../ui';
import type { UploadState } from './useUploadWay';

const ACCEPTED = '.csr,.req,.p10,.pem,.der,.txt';

interface RequestFieldProps {
  state: UploadState;
  isEnabled: boolean;
}

/** Takes a request as a file, dropped or chosen, or as pasted text. */
export function RequestField({ state, isEnabled }: RequestFieldProps) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  const { text, problem } = state;

  const onDrop = (dropped: DataTransfer) => {
    const [file] = dropped.files;
    if (file && isEnabled) {
      void state.takeFile(file);
    }
  };

  return (
    <>
      <DropArea label={t('connection.upload.drop')} onDrop={onDrop}>
        <span>{t('connection.upload.drop')}</span>
        <Button
          variant="secondary"
          iconStart={<RiUpload2Line />}
          isDisabled={!isEnabled}
          onPress={() => input.current?.click()}
        >
          {t('connection.upload.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept={ACCEPTED}
          aria-label={t('connection.upload.choose')}
          onChange={event => {
            const [file] = event.target.files ?? [];
            // The same file, put right meanwhile, may be chosen again.
            event.target.value = '';
            if (file) {
              void state.takeFile(file);
            }
          }}
        />
      </DropArea>
      <TextAreaField
        label={t('connection.upload.paste')}
        description={t('connection.upload.pasteDescription')}
        rows={5}
        spellCheck="false"
        isDisabled={!isEnabled}
        value={text}
        onChange={value => state.paste(value)}
        {...fieldProblem(
          problem &&
            t(`connection.upload.${problem}`, {
              limit: formatBytes(MAX_REQUEST_LENGTH),
            }),
        )}
      />
    </>
  );
}
