import { Button, TextAreaField } from '@backstage/ui';
import { RiUpload2Line } from '@remixicon/react';
import { useRef, useState, type DragEvent } from 'react';
import { MAX_REQUEST_LENGTH } from '../../lib/certificates/readRequest';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { fieldProblem } from '../../ui';
import styles from './RequestField.module.css';
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
  const [isOver, setIsOver] = useState(false);
  const { text, problem } = state;

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const [file] = event.dataTransfer.files;
    if (file && isEnabled) {
      void state.takeFile(file);
    }
  };

  return (
    <>
      <div
        role="group"
        aria-label={t('connection.upload.drop')}
        className={styles.drop}
        data-over={isOver || undefined}
        onDragOver={event => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
      >
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
      </div>
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
