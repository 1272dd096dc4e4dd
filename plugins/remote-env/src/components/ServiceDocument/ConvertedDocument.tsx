import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import type { DocumentInfo, Service } from '../../apis';
import { useDocument } from '../../hooks';
import { useText } from '../../translation';
import { CodeBlock, FailurePanel, LoadingLines } from '../../ui';
import styles from './ConvertedDocument.module.css';
import { ReadableDocument } from './ReadableDocument';

interface ConvertedDocumentProps {
  service: Pick<Service, 'environment' | 'id'>;
  document: DocumentInfo;
}

/** A document of a format that is shown in another form than it was registered in; the original is one click away. */
export function ConvertedDocument(props: ConvertedDocumentProps) {
  const { document } = props;
  const { t } = useText();
  const [form, setForm] = useState<'readable' | 'registered'>('readable');
  const service = {
    environment: props.service.environment,
    serviceId: props.service.id,
  };
  const { data, error, refetch } = useDocument(service, document, {
    enabled: true,
    form,
  });

  const toggle = (
    <Button
      size="small"
      variant="secondary"
      onPress={() => setForm(form === 'readable' ? 'registered' : 'readable')}
    >
      {t(
        form === 'readable'
          ? 'service.document.showRegistered'
          : 'service.document.showReadable',
      )}
    </Button>
  );
  if (data === undefined) {
    return error ? (
      <>
        <FailurePanel
          error={error}
          title={t('common.loadFailed')}
          onRetry={refetch}
        />
        <div>{toggle}</div>
      </>
    ) : (
      <LoadingLines lines={8} />
    );
  }
  return form === 'registered' ? (
    <>
      <div className={styles.bar}>
        <Text color="secondary">{t('service.document.asRegistered')}</Text>
        {toggle}
      </div>
      <CodeBlock code={data} what={t('service.document.source')} />
    </>
  ) : (
    <ReadableDocument text={data} format={document.format} toggle={toggle} />
  );
}
