import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import type { CreatedBinding } from '../../apis';
import { codeSample, SAMPLE_LANGUAGES } from '../../lib/commands/codeSamples';
import { useText } from '../../translation';
import { CodeBlock } from '../../ui';
import styles from './BindingDialog.module.css';

interface BindingDialogProps {
  consumer: string;
  binding: CreatedBinding;
  onClose(): void;
}

/** Shows a new binding's address and token, once, and how to call with them. */
export function BindingDialog(props: BindingDialogProps) {
  const { consumer, binding, onClose } = props;
  const { t } = useText();
  return (
    <Dialog
      isOpen
      isDismissable={false}
      width={720}
      onOpenChange={open => !open && onClose()}
    >
      <DialogHeader>{t('useIt.bind.createdTitle', { consumer })}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          <Alert status="warning" icon title={t('useIt.bind.shownOnce')} />
          <div className={styles.part}>
            <Text weight="bold">{t('useIt.bind.gatewayUrl')}</Text>
            <CodeBlock
              wrap
              code={binding.gatewayUrl}
              what={t('useIt.bind.gatewayUrl')}
            />
          </div>
          <div className={styles.part}>
            <Text weight="bold">{t('useIt.bind.token')}</Text>
            <CodeBlock wrap code={binding.token} what={t('useIt.bind.token')} />
          </div>
          <div className={styles.part}>
            <Text weight="bold">{t('useIt.bind.samples')}</Text>
            <Tabs>
              <TabList>
                {SAMPLE_LANGUAGES.map(language => (
                  <Tab key={language} id={language}>
                    {t(`useIt.bind.language.${language}`)}
                  </Tab>
                ))}
              </TabList>
              {SAMPLE_LANGUAGES.map(language => (
                <TabPanel
                  key={language}
                  id={language}
                  className={styles.sample}
                >
                  <CodeBlock
                    code={codeSample(language, binding.gatewayUrl, '/')}
                    what={t('useIt.bind.sample', {
                      language: t(`useIt.bind.language.${language}`),
                    })}
                  />
                </TabPanel>
              ))}
            </Tabs>
          </div>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.done')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
