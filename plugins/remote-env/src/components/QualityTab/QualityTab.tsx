import { hasQualityRules } from '@remote-env/plugin-remote-env-common';
import type { Service } from '../../apis';
import { useText } from '../../translation';
import { EmptyState, Section } from '../../ui';
import { checkedDocuments } from './checkedDocuments';
import { DocumentReport } from './DocumentReport';

/** What the rules of their formats find in the documents of a service. */
export function QualityTab({ service }: { service: Service }) {
  const { t } = useText();
  const documents = checkedDocuments(service);
  if (documents.length === 0) {
    return <EmptyState title={t('quality.none')} />;
  }
  return (
    <>
      {documents.map(document => (
        <Section
          key={document.role}
          title={t('quality.title', {
            document: t(`service.details.role.${document.role}`),
          })}
          description={t('quality.description')}
        >
          {hasQualityRules(document.format) ? (
            <DocumentReport service={service} document={document} />
          ) : (
            <EmptyState
              title={t('quality.noRules', { format: document.format })}
              description={t('quality.noRulesHint')}
            />
          )}
        </Section>
      ))}
    </>
  );
}
