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
} from '@backstage/ui';
import { useState } from 'react';
import { useText } from '../../translation';
import { Stack } from '../../ui';
import { BrowserWay, useBrowserWay } from '../BrowserCertificate';
import { TokenWay, useTokenWay } from '../OneTimeToken';
import { UploadWay, useUploadWay } from '../RequestUpload';
import { useMeasuredTabs } from './useMeasuredTabs';
import { WAYS, type Way } from './ways';

interface ConnectDialogProps {
  environment: string;
  isEnabled: boolean;
  way: Way;
  onWay(way: Way): void;
  onClose(): void;
}

/** The three ways to a first certificate. What one of them made stays there while another is looked at. */
export function ConnectDialog(props: ConnectDialogProps) {
  const { environment, isEnabled, way, onWay, onClose } = props;
  const { t } = useText();
  useMeasuredTabs();
  const [closing, setClosing] = useState(false);
  const token = useTokenWay(environment);
  const browser = useBrowserWay(environment);
  const upload = useUploadWay(environment);
  const losesKey = closing && browser.isKeyUnsaved;
  const tryToClose = () =>
    browser.isKeyUnsaved && !closing ? setClosing(true) : onClose();
  const shared = { environment, isEnabled };

  return (
    <Dialog
      isOpen
      width={760}
      isDismissable={!browser.isKeyUnsaved}
      onOpenChange={open => !open && tryToClose()}
    >
      <DialogHeader>
        {t('connection.dialogTitle', { name: environment })}
      </DialogHeader>
      <DialogBody>
        <Stack>
          {losesKey && (
            <Alert
              status="danger"
              icon
              role="alert"
              title={t('connection.browser.confirmClose')}
            />
          )}
          <Tabs
            selectedKey={way}
            onSelectionChange={key => {
              setClosing(false);
              onWay(WAYS.find(one => one === key) ?? way);
            }}
          >
            <TabList aria-label={t('connection.ways')}>
              {WAYS.map(one => (
                <Tab key={one} id={one}>
                  {t(`connection.${one}.title`)}
                </Tab>
              ))}
            </TabList>
            <TabPanel id="token">
              <TokenWay {...shared} state={token} />
            </TabPanel>
            <TabPanel id="browser">
              <BrowserWay {...shared} state={browser} />
            </TabPanel>
            <TabPanel id="upload">
              <UploadWay {...shared} state={upload} />
            </TabPanel>
          </Tabs>
        </Stack>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" destructive={losesKey} onPress={tryToClose}>
          {losesKey ? t('connection.browser.closeAnyway') : t('common.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
