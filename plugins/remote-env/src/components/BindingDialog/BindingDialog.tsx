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
import { BINDING_VARIABLES } from '@remote-env/plugin-remote-env-common';
import type { CreatedBinding } from '../../apis';
import { callSample } from '../../lib/samples/callSample';
import { SAMPLE_LANGUAGES, type SampleRequest } from '../../lib/samples/model';
import { useText } from '../../translation';
import { CodeBlock } from '../../ui';
import styles from './BindingDialog.module.css';

/** The least that can be asked of any API. */
const CALL: SampleRequest = {
  method: 'GET',
  target: '/',
  headers: [],
  placeholders: [],
};

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
            <Text color="secondary">
              {t('useIt.call.variables', BINDING_VARIABLES)}
            </Text>
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
                    code={callSample[language](CALL)}
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
