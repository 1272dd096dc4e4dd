import { Button, Text } from '@backstage/ui';
import { useId, useState, type ReactNode } from 'react';
import { useDebounced } from '../../hooks';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { Guides } from '../GuidesTab/Guides';
import { RenderedDocument } from '../ServiceDocument';
import type { ServiceFormState } from './useServiceForm';

/** What readers will see, by the viewers that they have. */
export function Preview({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const { form, check } = state;
  const documents = check.data?.documents ?? [];
  const api = documents.find(({ role }) => role === 'apiSpec');
  const events = documents.find(({ role }) => role === 'eventSpec');
  const apiText = useDebounced(
    form.apiText.trim() ? form.apiText : check.data?.fetchedText ?? '',
    500,
  );
  const eventsText = useDebounced(form.eventsText, 500);
  const guides = useDebounced(form.guides, 500);
  const rendered = (text: string, format: string) => (
    <RenderedDocument
      text={text}
      format={format}
      invokeUrl={t('registering.previewUrl')}
      mayInvoke={false}
      isPreview
    />
  );
  const nothing =
    !(api && apiText) && !(events && eventsText) && guides.length === 0;
  return (
    <Section title={t('registering.preview')}>
      {nothing && <Text>{t('registering.previewNothing')}</Text>}
      {api && apiText && (
        <PreviewPart what={t('service.tab.api')}>
          {() => rendered(apiText, api.format)}
        </PreviewPart>
      )}
      {events && eventsText && (
        <PreviewPart what={t('service.tab.events')}>
          {() => rendered(eventsText, events.format)}
        </PreviewPart>
      )}
      {guides.length > 0 && (
        <PreviewPart what={t('service.tab.guides')}>
          {() => (
            <Guides
              title={form.name}
              text={JSON.stringify({
                docs: guides.map(({ title, markdown }) => ({
                  title,
                  source: markdown,
                })),
              })}
            />
          )}
        </PreviewPart>
      )}
    </Section>
  );
}

/** Shown on request: viewers are large, and rendering takes a while. */
function PreviewPart(props: { what: string; children: () => ReactNode }) {
  const { t } = useText();
  const id = useId();
  const [isShown, setIsShown] = useState(false);
  const { what, children } = props;
  return (
    <>
      <div>
        <Button
          variant="secondary"
          aria-expanded={isShown}
          aria-controls={id}
          onPress={() => setIsShown(!isShown)}
        >
          {isShown
            ? t('registering.previewHide', { what })
            : t('registering.previewShow', { what })}
        </Button>
      </div>
      <div id={id} hidden={!isShown}>
        {isShown && children()}
      </div>
    </>
  );
}
