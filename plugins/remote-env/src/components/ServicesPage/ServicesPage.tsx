import { Header } from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import { useText } from '../../translation';
import { EmptyState, PageMain, pageStateOf } from '../../ui';
import { ServiceFinder, useServiceFinder } from '../ServiceFinder';

/** The services of all remote environments that the reader may see. */
export function ServicesPage() {
  const { t } = useText();
  const finding = useServiceFinder();
  return (
    <PageMain
      page="services"
      label={t('services.title')}
      state={pageStateOf(finding.list)}
      header={
        <Header
          title={t('services.title')}
          description={t('services.description')}
        />
      }
    >
      <ServiceFinder
        finding={finding}
        emptyState={
          <EmptyState
            icon={<RiStackLine />}
            title={t('services.empty.title')}
            description={t('services.empty.description')}
          />
        }
      />
    </PageMain>
  );
}
