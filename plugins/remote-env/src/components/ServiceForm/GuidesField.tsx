import { Button, TextAreaField, TextField } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import type { Guide } from '../../lib/documents/guides';
import { useText } from '../../translation';
import styles from './ServiceForm.module.css';
import type { ServiceFormState } from './useServiceForm';

/** Pages of Markdown that come with a service. */
export function GuidesField({ state }: { state: ServiceFormState }) {
  const { t } = useText();
  const { guides } = state.form;
  const change = (index: number, changes: Partial<Guide>) =>
    state.set({
      guides: guides.map((guide, i) =>
        i === index ? { ...guide, ...changes } : guide,
      ),
    });
  return (
    <div
      role="group"
      aria-label={t('registering.guides')}
      tabIndex={-1}
      data-field="documentation"
      className={styles.form}
    >
      {guides.map((guide, index) => {
        const number = String(index + 1);
        return (
          <div
            key={number}
            role="group"
            aria-label={t('registering.guideName', { number })}
            className={styles.guide}
          >
            <TextField
              label={t('registering.guideTitle')}
              name={`documentation.docs.${index}.title`}
              value={guide.title}
              onChange={title => change(index, { title })}
            />
            <TextAreaField
              label={t('registering.guideText')}
              name={`documentation.docs.${index}.source`}
              rows={6}
              value={guide.markdown}
              onChange={markdown => change(index, { markdown })}
            />
            <div>
              <Button
                size="small"
                variant="secondary"
                onPress={() =>
                  state.set({ guides: guides.filter((_, i) => i !== index) })
                }
              >
                {t('registering.removeGuide', { number })}
              </Button>
            </div>
          </div>
        );
      })}
      <div>
        <Button
          variant="secondary"
          iconStart={<RiAddLine />}
          onPress={() =>
            state.set({ guides: [...guides, { title: '', markdown: '' }] })
          }
        >
          {t('registering.addGuide')}
        </Button>
      </div>
    </div>
  );
}
